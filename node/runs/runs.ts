/**
 * Every transfer that this node owns and has not ended, and who of them may run: as the rule of the queue says, at most
 * `maxTransfers` at once, and never two of the same pair of locations (they share a backlog). All of it is in the
 * node's database, so that a node that was killed goes on by itself, hub or no hub.
 */
import type { Priority } from '../../src/model/priority.ts';
import type { Progress } from '../../src/model/progress.ts';
import { nextToRun } from '../../src/model/queue-rule.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import { orderedPlaces, readyPlaces } from '../ordered-places.ts';
import type { Roots } from '../roots.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { ReportOutbox } from '../uplink/report-outbox.ts';
import type { AttemptEnd, AttemptObserver, RunAttempt } from './attempt.ts';
import { backlogFile, pairName } from './backlog-file.ts';
import { noteOf, Run } from './run.ts';
import { type StoredTransfer, TransferStore, type Wanted } from './transfer-store.ts';

export interface RunsOptions {
  /** The name of this node. */
  readonly node: string;
  /** Where `backlogs/` lies. */
  readonly folder: string;
  readonly database: Sqlite;
  readonly outbox: ReportOutbox;
  readonly roots: Roots;
  readonly stores: StoreAccess;
  readonly maxTransfers: number;
  readonly runAttempt: RunAttempt;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Until an attempt whose outcome could not be stored is made again. */
const unstoredRestMs = 10_000;
/** Until a node that was full is asked for a place again: a few times within its patience (incoming-places.ts). */
const busyRestMs = 5000;
const mostLookedThrough = 1000;

export interface RunSummary {
  readonly transfer: TransferId;
  readonly createdAt: number;
  readonly state: TransferState;
  readonly progress: Progress;
}

export class Runs implements AsyncDisposable {
  readonly #options: RunsOptions;
  readonly #store: TransferStore;
  /** Unfinished only, in the order in which they were given. */
  readonly #runs = new Map<TransferId, Run>();
  /** Waiting for the time of their next attempt. */
  readonly #resting = new Map<TransferId, AbortController>();
  /** Nodes that had no place for one more, until they are asked again. */
  readonly #full = new Set<string>();
  readonly #attempts = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#store = new TransferStore(options.database);
  }

  /** Goes on with what the last life of this node left unfinished. */
  start(): void {
    for (const transfer of this.#store.unfinished()) {
      const run = new Run({ ...this.#options, transfer, store: this.#store });
      this.#runs.set(transfer.order.id, run);
      // The last life ended between the wish and its fulfilment.
      if (run.wanted !== 'run') run.want(run.wanted);
    }
    this.#fill();
  }

  /**
   * Takes a transfer into the queue. One that is known already only learns its limit and its peer's newest address and grant,
   * with which it does not wait any longer, and the hub how it stands. Throws `not-possible-now` for the number of another transfer that has not ended.
   */
  order(order: TransferOrder): void {
    const known = this.#store.find(order.id);
    if (known !== undefined && known.order.createdAt === order.createdAt) {
      this.#runs.get(order.id)?.renew(order);
      this.#options.outbox.say(order, { kind: 'state', state: known.state }, this.#options.clock.now());
      this.#wake(order.id);
      return;
    }
    if (known !== undefined) this.#makeRoom(known);
    const run = new Run({ ...this.#options, transfer: this.#store.add(order), store: this.#store });
    this.#runs.set(order.id, run);
    try {
      orderedPlaces(order, this.#options);
    } catch (thrown) {
      this.#options.log.warn({ transfer: order.id, code: asFault(thrown).code }, asFault(thrown).message);
      // What may pass is the first attempt's to meet.
      if (!asFault(thrown).isRetryable) run.refuse(asFault(thrown));
    }
    this.#fill();
  }

  pause(id: TransferId): void {
    this.#want(id, 'pause');
  }

  resume(id: TransferId): void {
    this.#want(id, 'run');
  }

  cancel(id: TransferId): void {
    this.#want(id, 'cancel');
  }

  /** In force at once, and for every attempt to come. */
  limit(id: TransferId, bwlimit: RateLimit | undefined): void {
    this.#underWay(id).limit(bwlimit);
  }

  /** In force at once, and for every attempt to come. */
  setStreams(id: TransferId, streams: Streams): void {
    this.#underWay(id).setStreams(streams);
  }

  /** Its place in the queue from now on. */
  prioritise(id: TransferId, priority: Priority): void {
    this.#underWay(id).prioritise(priority);
    this.#fill();
  }

  /** Transfers to a peer that is not believed any more end as failed. */
  distrust(node: string): void {
    const fault = new Fault('revoked', `the node ${node} was revoked`);
    for (const run of [...this.#runs.values()]) if (run.order.peer?.node === node) run.fail(fault);
    this.#fill();
  }

  /** What the hub compares with its ledger. */
  unfinished(): TransferId[] {
    return [...this.#runs.keys()];
  }

  /** Where each attempt under way stands. */
  progress(): RunSummary[] {
    return [...this.#runs.values()].flatMap(({ order, state, progress }) =>
      progress ? [{ transfer: order.id, createdAt: order.createdAt, state, progress }] : [],
    );
  }

  /** The backlog of a transfer, also of one that has ended. Throws `transfer-unknown`. */
  backlogOf(id: TransferId): string {
    const transfer = this.#store.find(id);
    if (transfer === undefined) throw unknown(id);
    return backlogFile(this.#options.folder, transfer.order);
  }

  /** The latest transfers between these two places. */
  ofPair(pair: Pick<TransferOrder, 'source' | 'destination'>): TransferId[] {
    const name = pairName(pair);
    return this.#store.latest(mostLookedThrough).flatMap(({ order }) => (pairName(order) === name ? [order.id] : []));
  }

  /** Stops what is under way; all of it stays wanted. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the node stops'));
    for (const run of this.#runs.values()) run.interrupt();
    await Promise.all(this.#attempts);
  }

  /** The hub has given a number again: it lost its database, or was set back to an older one. */
  #makeRoom({ order: { id }, state }: StoredTransfer): void {
    if (!isEnded(state)) {
      const { node } = this.#options;
      throw new Fault('not-possible-now', `${node} has another transfer ${id}, of an earlier hub, that has not ended`);
    }
    this.#store.remove(id);
    this.#runs.delete(id);
  }

  #underWay(id: TransferId): Run {
    const run = this.#runs.get(id);
    if (run === undefined) throw notUnderWay(id, this.#store.find(id)?.state);
    return run;
  }

  #want(id: TransferId, wanted: Wanted): void {
    const run = this.#runs.get(id);
    if (run === undefined) {
      const state = this.#store.find(id)?.state;
      if (wanted === 'cancel' && state?.kind === 'cancelled') return;
      throw notUnderWay(id, state);
    }
    if (run.wanted === 'cancel' && wanted !== 'cancel')
      throw new Fault('not-possible-now', `transfer ${id} is being cancelled`);
    run.want(wanted);
    this.#wake(id);
  }

  /** One that rests makes its next attempt now. */
  #wake(id: TransferId): void {
    this.#resting.get(id)?.abort();
    this.#resting.delete(id);
    this.#fill();
  }

  /** Starts whatever may run now. */
  #fill(): void {
    for (const [id, run] of this.#runs) if (run.isEnded) this.#runs.delete(id);
    if (this.#stopping.signal.aborted) return;
    const active = [...this.#runs.values()].filter(({ isActive }) => isActive);
    const busyPairs = new Set(active.map(({ order }) => pairName(order)));
    const waiting = [...this.#runs.values()].filter(({ isActive, wanted, order: { id, destination, ...order } }) => {
      const pair = pairName({ ...order, destination });
      if (isActive || wanted !== 'run' || this.#resting.has(id) || this.#full.has(destination.node)) return false;
      if (busyPairs.has(pair)) return false;
      // Of several with the same places the first one.
      busyPairs.add(pair);
      return true;
    });
    const limits = { inAll: this.#options.maxTransfers, ownedBy: () => undefined, into: () => undefined };
    const orders = nextToRun(ordersOf(waiting), ordersOf(active), { limits, now: this.#options.clock.now() });
    for (const { id } of orders) this.#launch(this.#underWay(id));
  }

  #launch(run: Run): void {
    const attempt = run
      .attempt((observer, signal) => this.#work(run.order, observer, signal))
      .then(() => {
        this.#options.log.info(
          { transfer: run.order.id, state: run.state },
          `transfer ${run.order.id} is ${run.state.kind}`,
        );
        if (run.state.kind === 'queued' && run.state.reason !== undefined)
          void this.#askAgain(run.order.destination.node);
        if (run.state.kind === 'waiting')
          void this.#rest(run.order.id, Math.max(0, run.state.nextAttemptAt - this.#options.clock.now()));
      })
      .catch((err: unknown) => {
        this.#options.log.error({ err, transfer: run.order.id }, 'could not be stored; it is tried again');
        void this.#rest(run.order.id, unstoredRestMs);
      })
      .then(() => {
        this.#attempts.delete(attempt);
        this.#fill();
      });
    this.#attempts.add(attempt);
  }

  /** By the length of the rest, not by the time of day: that one may be set back while a server starts. */
  async #rest(id: TransferId, ms: number): Promise<void> {
    const rest = new AbortController();
    this.#resting.set(id, rest);
    const { clock } = this.#options;
    await clock.sleep(ms, AbortSignal.any([rest.signal, this.#stopping.signal])).catch(() => undefined);
    if (this.#resting.get(id) === rest) this.#resting.delete(id);
    this.#fill();
  }

  /** Those that wait for a place there let others go first meanwhile. */
  async #askAgain(node: string): Promise<void> {
    this.#full.add(node);
    const ms = busyRestMs / 2 + Math.random() * (busyRestMs / 2);
    await this.#options.clock.sleep(ms, this.#stopping.signal).catch(() => undefined);
    this.#full.delete(node);
    this.#fill();
  }

  async #work(order: TransferOrder, observer: AttemptObserver, signal: AbortSignal): Promise<AttemptEnd> {
    try {
      const backlog = backlogFile(this.#options.folder, order);
      return await this.#options.runAttempt({
        order,
        ...(await readyPlaces(orderedPlaces(order, this.#options), this.#options.stores, signal)),
        backlogFile: backlog,
        observer,
        signal,
      });
    } catch (thrown) {
      const fault = asFault(thrown);
      return { kind: 'fault', reason: noteOf(fault), isRetryable: fault.isRetryable };
    }
  }
}

function ordersOf(runs: readonly Run[]): TransferOrder[] {
  return runs.map(({ order }) => order);
}

function notUnderWay(id: TransferId, state: TransferState | undefined): Fault {
  return state === undefined ? unknown(id) : new Fault('not-possible-now', `transfer ${id} has ended (${state.kind})`);
}

function unknown(id: TransferId): Fault {
  return new Fault('transfer-unknown', `this node has no transfer ${id}`);
}
