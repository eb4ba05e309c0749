/**
 * One unfinished transfer of this node: the only writer of its state. Each change is stored together with the report of it,
 * so that neither the node after a crash nor the hub ever knows only one of them.
 *
 *   wanted: run    ── attempts, one after another, until one is done or fails for good
 *   wanted: pause  ── the attempt stops, the state is `paused`, until somebody resumes
 *   wanted: cancel ── the attempt stops, the state is `cancelled`, for ever
 */
import type { FindingNews } from '../../src/model/finding.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { Progress } from '../../src/model/progress.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { TransferOrder, TransferTotals } from '../../src/model/transfer.ts';
import {
  type FaultNote,
  isEnded,
  nextTransferState,
  type TransferEvent,
  type TransferState,
} from '../../src/model/transfer-state.ts';
import { type BackoffRule, backoffMs } from '../../src/runtime/backoff.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { ReportOutbox } from '../uplink/report-outbox.ts';
import type { AttemptEnd, AttemptHands, AttemptObserver } from './attempt.ts';
import { type FindingTally, findingsAnew, newsOf, noFindings, whenTold, withFinding } from './finding-tally.ts';
import type { StoredTransfer, TransferStore, Wanted } from './transfer-store.ts';

export interface RunOptions {
  readonly transfer: StoredTransfer;
  readonly database: Sqlite;
  readonly store: TransferStore;
  readonly outbox: ReportOutbox;
  readonly clock: Clock;
  readonly log: Logger;
}

const retry: BackoffRule = { firstMs: 1000, maxMs: 60_000 };
/** Beyond this many only the backlog and the totals tell of them: a hub must not drown in one broken disk. */
const reportedFailuresPerAttempt = 500;
const loggedFindingsPerAttempt = 100;
/** Findings of a run that goes on for weeks are told while it does. */
const tellFindingsEveryMs = 10_000;

/** What passes although nobody touches the transfer: a node whose certificate has expired joins again. */
const passing: ReadonlySet<string> = new Set(['certificate-expired']);

/** Why an attempt was stopped: the database of the node could not be written. */
class Unstored extends Error {}

export class Run {
  readonly #options: RunOptions;
  #order: TransferOrder;
  #wanted: Wanted;
  #state: TransferState;
  #attempt: number;
  #progress: Progress | undefined;
  #findings: FindingTally = noFindings;
  #findingsToldAt = 0;
  #active: AbortController | undefined;
  /** Why it is not to go on, whatever becomes of the attempt that is being stopped. */
  #doom: Fault | undefined;
  /** Of the attempt under way. */
  #hands: AttemptHands | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    const { order, wanted, state, attempt } = options.transfer;
    this.#order = order;
    this.#wanted = wanted;
    this.#state = state;
    this.#attempt = attempt;
  }

  get order(): TransferOrder {
    return this.#order;
  }

  get state(): TransferState {
    return this.#state;
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  /** What the attempt under way has said last; undefined while there is none. */
  get progress(): Progress | undefined {
    return this.#active && this.#progress;
  }

  get isActive(): boolean {
    return this.#active !== undefined;
  }

  get isEnded(): boolean {
    return isEnded(this.#state);
  }

  /** Somebody's will, stored at once. What is under way stops; what is not gets its new state now. */
  want(wanted: Wanted): void {
    const { store } = this.#options;
    this.#change(() => {
      store.want(this.order.id, wanted);
      this.#wanted = wanted;
      if (this.#active !== undefined) return;
      if (wanted === 'run') this.#attempt = 0;
      this.#apply({ kind: wanted === 'run' ? 'resume' : wanted });
    });
    if (wanted !== 'run') this.#active?.abort();
  }

  /** Limit, streams and priority of this newer order are in force; the next attempt goes to its address with its grant. */
  renew({ peer, priority, options: { bwlimit, streams } }: TransferOrder): void {
    const options = { ...this.#order.options, bwlimit, streams };
    this.#setOrder({
      ...this.#order,
      options,
      ...(priority !== undefined && { priority }),
      ...(peer !== undefined && { peer }),
    });
  }

  /** In force at once, and for every attempt to come. */
  limit(bwlimit: RateLimit | undefined): void {
    this.#setOrder({ ...this.#order, options: { ...this.#order.options, bwlimit } });
  }

  /** In force at once, and for every attempt to come. */
  setStreams(streams: Streams): void {
    this.#setOrder({ ...this.#order, options: { ...this.#order.options, streams } });
  }

  prioritise(priority: Priority): void {
    this.#setOrder({ ...this.#order, priority });
  }

  /** Makes one attempt and applies what came of it. Rejects when that could not be stored: nothing has changed then. */
  async attempt(work: (observer: AttemptObserver, signal: AbortSignal) => Promise<AttemptEnd>): Promise<void> {
    const active = new AbortController();
    this.#active = active;
    this.#progress = undefined;
    const end = await work(this.#observer(active), active.signal);
    this.#active = undefined;
    this.#hands = undefined;
    if (active.signal.reason instanceof Unstored) throw active.signal.reason.cause;
    this.#change(() => this.#settle(end));
  }

  /** The attempt under way stops; what is wanted stays, so that the next start of the node goes on with it. */
  interrupt(): void {
    this.#active?.abort();
  }

  /** Ends as failed, once what is under way has stopped. */
  fail(fault: Fault): void {
    if (this.#active === undefined) {
      this.#change(() => this.#apply({ kind: 'fail', reason: noteOf(fault) }));
    } else {
      this.#doom = fault;
      this.#active.abort();
    }
  }

  /** An order that must not be carried out. */
  refuse(fault: Fault): void {
    const { outbox, clock } = this.#options;
    this.#change(() => {
      outbox.say(this.order, { kind: 'refused', reason: noteOf(fault) }, clock.now());
      this.#apply({ kind: 'fail', reason: noteOf(fault) });
    });
  }

  #setOrder(order: TransferOrder): void {
    this.#options.store.setOrder(order);
    this.#order = order;
    this.#hands?.setLimit(order.options.bwlimit);
    this.#hands?.setStreams(order.options.streams);
    if (order.peer !== undefined) this.#hands?.setGrant(order.peer.grant);
  }

  #settle(end: AttemptEnd): void {
    // Done is done: a wish that came while the last file was published changes nothing any more.
    if (end.kind === 'done') {
      this.#apply({ kind: 'complete', failedFiles: end.totals.failed.files }, end.totals);
    } else if (this.#doom !== undefined) {
      this.#apply({ kind: 'fail', reason: noteOf(this.#doom) });
    } else if (this.#wanted !== 'run') {
      this.#apply({ kind: this.#wanted });
    } else if (end.kind === 'fault' && end.reason.code === 'node-busy') {
      this.#apply({ kind: 'queue', reason: { code: 'peer-full', message: end.reason.message } });
    } else if (end.kind === 'fault' && (end.isRetryable || passing.has(end.reason.code))) {
      // One that moved something before it was interrupted begins the count again.
      this.#attempt = (this.#progress?.copied.files ?? 0) > 0 ? 1 : this.#attempt + 1;
      const nextAttemptAt = this.#options.clock.now() + backoffMs(retry, this.#attempt);
      this.#apply({ kind: 'wait', reason: end.reason, nextAttemptAt, attempt: this.#attempt });
    } else if (end.kind === 'fault') {
      this.#apply({ kind: 'fail', reason: end.reason });
    }
    this.#tellFindings();
  }

  #apply(event: TransferEvent, totals?: TransferTotals): void {
    const next = nextTransferState(this.#state, event);
    if (next === undefined || (event.kind === 'phase' && next.kind === this.#state.kind)) return;
    // It asks for a place again and again.
    if (event.kind === 'queue' && JSON.stringify(next) === JSON.stringify(this.#state)) return;
    const { store, outbox, clock } = this.#options;
    const at = clock.now();
    store.setState(this.order.id, { state: next, attempt: this.#attempt, at });
    const findings = this.#takeFindings(at);
    outbox.say(
      this.order,
      { kind: 'state', state: next, ...(totals && { totals }), ...(findings && { findings }) },
      at,
    );
    this.#state = next;
  }

  /** What the next change of state would tell, now. */
  #tellFindings(): void {
    const { outbox, clock } = this.#options;
    const at = clock.now();
    const findings = this.#takeFindings(at);
    if (findings !== undefined) outbox.say(this.order, { kind: 'state', state: this.#state, findings }, at);
  }

  #takeFindings(at: number): FindingNews | undefined {
    const news = newsOf(this.#findings);
    if (news !== undefined) {
      this.#findings = whenTold(this.#findings);
      this.#findingsToldAt = at;
    }
    return news;
  }

  /** What could not be stored has not happened: memory never knows more than the database. */
  #change(change: () => void): void {
    const [wanted, state, attempt, findings] = [this.#wanted, this.#state, this.#attempt, this.#findings];
    try {
      this.#options.database.transaction(change)();
    } catch (thrown) {
      this.#wanted = wanted;
      this.#state = state;
      this.#attempt = attempt;
      this.#findings = findings;
      throw thrown;
    }
  }

  #observer(active: AbortController): AttemptObserver {
    const { signal } = active;
    const { outbox, clock, log } = this.#options;
    let failures = 0;
    let logged = 0;
    let hasScanned = false;
    // Called by who cannot do anything about it: the attempt stops, and says why when it has.
    const change = (what: () => void): void => {
      try {
        this.#change(what);
      } catch (cause) {
        active.abort(new Unstored('what happened could not be stored', { cause }));
      }
    };
    return {
      onStarted: (hands) => {
        this.#hands = hands;
      },
      // While it stops, phases are no news any more.
      onPhase: (phase) => {
        if (signal.aborted) return;
        change(() => {
          const isAnew = phase === 'scanning' && !hasScanned;
          hasScanned ||= isAnew;
          if (isAnew) this.#findings = findingsAnew;
          this.#apply({ kind: 'phase', phase });
          // Before what fails in this scan is told, also where the last attempt ended while it was scanning.
          if (isAnew) this.#tellFindings();
        });
      },
      onWaiting: ({ reason, nextAttemptAt, attempt }) => {
        if (!signal.aborted) change(() => this.#apply({ kind: 'wait', reason, nextAttemptAt, attempt }));
      },
      onProgress: (progress) => {
        this.#progress = progress;
        if (!signal.aborted && clock.now() - this.#findingsToldAt >= tellFindingsEveryMs)
          change(() => this.#tellFindings());
      },
      onFileFailed: (failed) => {
        failures += 1;
        if (failures <= reportedFailuresPerAttempt)
          change(() => outbox.say(this.order, { kind: 'file-failed', ...failed }, clock.now()));
      },
      onFinding: (finding) => {
        const { path, code, message } = finding;
        const transfer = this.order.id;
        this.#findings = withFinding(this.#findings, finding);
        logged += 1;
        if (logged <= loggedFindingsPerAttempt) log.warn({ transfer, path, code }, message);
        else if (logged === loggedFindingsPerAttempt + 1)
          log.warn({ transfer }, `there is more to know of ${transfer} than is logged of one attempt`);
      },
    };
  }
}

export function noteOf(fault: Fault): FaultNote {
  return { code: fault.code, message: fault.message, hint: fault.hint };
}
