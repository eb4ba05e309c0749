/**
 * Starts the transfer of each object that a node has read of in a queue, and answers when it has ended: the message leaves
 * the queue only then. Everything that must be remembered is the key of the transfer, so that it does not matter who is
 * killed in between, nor how often or in which order the events of an object come:
 *
 *   nothing started yet                   ──▶ start, wait
 *   started, under way                    ──▶ wait
 *   a later event of the object is done   ──▶ done: what that has copied is at least as new
 *   another of the object is under way    ──▶ wait: two at once could put the older one last
 *   ended well                            ──▶ done
 *   failed, and the queue has it again    ──▶ start again, wait
 *   failed meanwhile, or cancelled        ──▶ left in the queue
 */
import { hash } from 'node:crypto';
import { type ObjectAnswer, type ObjectEvent, rankOf } from '../../src/model/object-queue.ts';
import { outcomeOf } from '../../src/model/outcome.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import type { SqsTrigger } from '../../src/model/trigger.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';
import type { Declared, TemplateStore, TriggerStore } from '../schedules/declared-store.ts';
import type { TemplateStarts } from '../schedules/template-starts.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { StoredTransfer, TransferStore } from '../transfers/transfer-store.ts';
import { confirmHolds, maybeEmpty, valuesOf } from './object-variables.ts';

export interface ObjectStartsOptions {
  readonly triggers: TriggerStore;
  readonly templates: TemplateStore;
  readonly transfers: Pick<TransferStore, 'ofKeysWith'>;
  readonly starts: Pick<TemplateStarts, 'forTrigger' | 'again'>;
  readonly ledger: Pick<Ledger, 'active'>;
  readonly log: Logger;
}

export interface ObjectNews {
  /** Its name. */
  readonly trigger: string;
  readonly event: ObjectEvent;
}

/** How often `step` is to be called. */
export const objectStepMs = 250;

interface Waiter extends ObjectNews {
  readonly node: string;
  readonly answer: PromiseWithResolvers<ObjectAnswer>;
  /** Nothing is to be looked at before these have ended. */
  waitsFor: readonly TransferId[];
  /** Its transfer was under way while this waited. */
  wasUnderWay: boolean;
  /** It is being started again. */
  isBusy: boolean;
}

export class ObjectStarts {
  readonly #options: ObjectStartsOptions;
  readonly #waiting = new Set<Waiter>();

  constructor(options: ObjectStartsOptions) {
    this.#options = options;
  }

  /** Throws what is no answer of anybody, such as a full disk: asked again, everything is as before. */
  async seeTo(node: string, news: ObjectNews, signal: AbortSignal): Promise<ObjectAnswer> {
    const answer = Promise.withResolvers<ObjectAnswer>();
    const waiter: Waiter = { ...news, node, answer, waitsFor: [], wasUnderWay: false, isBusy: false };
    this.#waiting.add(waiter);
    try {
      this.#tryToLook(waiter);
      return await unlessAborted(answer.promise, signal);
    } finally {
      this.#waiting.delete(waiter);
    }
  }

  /** Whatever has ended. Never throws. */
  step(): void {
    const { active } = this.#options.ledger;
    for (const waiter of this.#waiting)
      if (!waiter.isBusy && !waiter.waitsFor.some((id) => active.get(id) !== undefined)) this.#tryToLook(waiter);
  }

  #tryToLook(waiter: Waiter): void {
    try {
      const answer = this.#look(waiter);
      if (answer !== undefined) waiter.answer.resolve(answer);
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      if (thrown instanceof Fault) waiter.answer.resolve({ kind: 'left', reason: { code, message } });
      else {
        this.#options.log.error({ err: thrown, trigger: waiter.trigger }, 'an object could not be seen to');
        waiter.answer.reject(thrown);
      }
    }
  }

  /** Undefined while it is to wait. */
  #look(waiter: Waiter): ObjectAnswer | undefined {
    const { trigger: name, event } = waiter;
    const declared = this.#declared(waiter);
    const ofObject = `trigger ${name} object ${hash('sha256', `${event.bucket}\0${event.key}`, 'base64url')} `;
    const rank = rankOf(event.sequencer);
    const key = ofObject + (rank ?? `= ${hash('sha256', event.sequencer, 'base64url')}`);
    const runs = this.#options.transfers.ofKeysWith(ofObject);
    const own = runs.find((run) => run.key === key)?.transfers ?? [];
    const later = rank === undefined ? [] : runs.filter((run) => run.key > key && isRanked(run.key, ofObject));
    const done = [own, ...later.map(({ transfers }) => transfers)].find(hasSucceeded);
    if (done !== undefined) return { kind: 'done', by: idsOf(done).join(', ') };
    const underWay = runs.flatMap(({ transfers }) => transfers).filter(({ endedAt }) => endedAt === undefined);
    if (underWay.length > 0) return this.#waitFor(waiter, underWay, own);
    if (own.length > 0) return this.#goOn(waiter, declared, own);
    return this.#start(waiter, declared, key);
  }

  #start(waiter: Waiter, declared: Declared<SqsTrigger>, key: string): ObjectAnswer | undefined {
    const { event } = waiter;
    const { set = {}, template: name } = declared.body;
    const template = this.#options.templates.find(name)?.body;
    if (template === undefined) throw new Fault('name-unknown', `there is no template ${name}`);
    const run = this.#options.starts.forTrigger(declared, {
      key,
      set: { ...set, ...valuesOf(event, template) },
      mayBeEmpty: maybeEmpty,
      at: event.at,
      timeZone: 'UTC',
      confirm: ({ source }) => confirmHolds(source, event),
    });
    if (run.kind !== 'started') return { kind: 'left', reason: reasonOf(run) };
    waiter.waitsFor = run.transfers;
    waiter.wasUnderWay = true;
    return undefined;
  }

  #waitFor(waiter: Waiter, underWay: readonly StoredTransfer[], own: readonly StoredTransfer[]): undefined {
    waiter.waitsFor = idsOf(underWay);
    waiter.wasUnderWay ||= underWay.some(({ id }) => own.some((mine) => mine.id === id));
  }

  /** It has ended, and not well. */
  #goOn(waiter: Waiter, declared: Declared<SqsTrigger>, own: readonly StoredTransfer[]): ObjectAnswer | undefined {
    const outcome = outcomeOf(own.map(({ state }) => state));
    const ids = idsOf(own).join(', ');
    if (outcome === 'cancelled')
      return { kind: 'left', reason: { code: 'cancelled', message: `${ids} was cancelled: --retry starts it again` } };
    if (waiter.wasUnderWay) return { kind: 'left', reason: whyOf(own) };
    void this.#startAgain(waiter, declared, own);
    return undefined;
  }

  /** Never rejects. */
  async #startAgain(waiter: Waiter, declared: Declared<SqsTrigger>, own: readonly StoredTransfer[]): Promise<void> {
    waiter.isBusy = true;
    waiter.waitsFor = idsOf(own);
    waiter.wasUnderWay = true;
    try {
      const bad = own.filter(({ state }) => state.kind !== 'completed');
      await this.#options.starts.again(declared, bad);
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      const reason = { code, message: `${waiter.waitsFor.join(', ')} could not be started again: ${message}` };
      waiter.answer.resolve({ kind: 'left', reason });
    }
    waiter.isBusy = false;
  }

  /** Only what the node was handed to poll. */
  #declared({ node, trigger: name }: Waiter): Declared<SqsTrigger> {
    const declared = this.#options.triggers.find(name);
    if (declared !== undefined && isSqs(declared) && declared.body.enabled && declared.body.node === node)
      return declared;
    throw new Fault('name-unknown', `${node} is to poll no queue for a trigger ${name}`);
  }
}

function isSqs(declared: Declared<{ readonly kind: string }>): declared is Declared<SqsTrigger> {
  return declared.body.kind === 'sqs';
}

function isRanked(key: string, ofObject: string): boolean {
  return !key.startsWith(`${ofObject}=`);
}

function hasSucceeded(transfers: readonly StoredTransfer[]): boolean {
  return transfers.length > 0 && outcomeOf(transfers.map(({ state }) => state)) === 'success';
}

function idsOf(transfers: readonly StoredTransfer[]): TransferId[] {
  return transfers.map(({ id }) => id);
}

function whyOf(own: readonly StoredTransfer[]): FaultNote {
  const failed =
    own.find(({ state }) => state.kind === 'failed') ?? own.find(({ state }) => state.kind !== 'completed');
  if (failed === undefined) return { code: 'internal', message: 'it has not ended well' };
  const { id, state } = failed;
  if (state.kind === 'failed') return { ...state.reason, message: `${id} failed: ${state.reason.message}` };
  return { code: state.kind, message: `${id} ended as ${state.kind}: longhaul hub --files ${id} --status failed` };
}

function reasonOf(run: { readonly kind: string; readonly reason?: FaultNote; readonly why?: string }): FaultNote {
  return run.reason ?? { code: 'refused', message: run.why ?? 'it was not started' };
}
