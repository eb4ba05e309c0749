/**
 * Starts what follows the end of a transfer that a template has started: once for each end, whoever reported it and
 * whenever. Ends that were not seen to are marked so in the database; a start that was not noted is found by its key.
 */
import { outcomeOf } from '../../src/model/outcome.ts';
import { isKnown } from '../../src/model/template.ts';
import type { VariableValues } from '../../src/model/template-fill.ts';
import { type AfterTrigger, follows, type Outcome } from '../../src/model/trigger.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { startedAnewAt } from '../transfers/started-anew.ts';
import type { StoredTransfer, TransferStore } from '../transfers/transfer-store.ts';
import { chainKey } from './chain-key.ts';
import type { Declared, TemplateStore, TriggerStore } from './declared-store.ts';
import type { TemplateStarts } from './template-starts.ts';

export interface ChainsOptions {
  readonly transfers: TransferStore;
  readonly templates: TemplateStore;
  readonly triggers: TriggerStore;
  readonly starts: TemplateStarts;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Chains {
  readonly #options: ChainsOptions;

  constructor(options: ChainsOptions) {
    this.#options = options;
  }

  /** Every end that has not been seen to. Never throws. */
  step(): void {
    const { transfers, log } = this.#options;
    try {
      const seen = new Set<string>();
      for (const ended of transfers.toFollow()) {
        const first = ended.fanOut ?? ended.id;
        if (!seen.has(first)) this.#follow(transfers.together(ended));
        seen.add(first);
      }
    } catch (err) {
      log.error({ err }, 'the chains could not be seen to');
    }
  }

  /** All parts of a fan-out, or the one transfer. */
  #follow(parts: readonly StoredTransfer[]): void {
    const { transfers, clock } = this.#options;
    const outcome = outcomeOf(parts.map(({ state }) => state));
    if (outcome === 'running') return;
    if (outcome !== 'cancelled') this.#startAll(parts, outcome);
    for (const { id } of parts) transfers.markFollowed(id, clock.now());
  }

  #startAll(parts: readonly StoredTransfer[], outcome: Outcome): void {
    const { triggers, starts, clock } = this.#options;
    const [{ id, startedBy } = {}] = parts;
    if (id === undefined || startedBy === undefined) return;
    // One that was started again after its end has another end.
    const begun = new Date(Math.max(...parts.map(startedAnewAt))).toISOString();
    for (const declared of triggers.all) {
      if (!isAfter(declared)) continue;
      const { body: trigger } = declared;
      if (!trigger.enabled || !trigger.on.includes(outcome) || !follows(trigger, startedBy)) continue;
      const set = { ...this.#inherited(trigger, startedBy.values), ...trigger.set };
      const key = chainKey.of(trigger.name, id, begun);
      starts.forTrigger(declared, { key, set, at: clock.now(), timeZone: 'UTC' });
    }
  }

  /** What the run before was given goes on to variables of the same name. */
  #inherited({ template: name }: AfterTrigger, values: VariableValues): VariableValues {
    const template = this.#options.templates.find(name)?.body;
    if (template === undefined) return {};
    return Object.fromEntries(Object.entries(values).filter(([variable]) => isKnown(variable, template)));
  }
}

function isAfter(declared: Declared<{ readonly kind: string }>): declared is Declared<AfterTrigger> {
  return declared.body.kind === 'after';
}
