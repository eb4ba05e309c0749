/**
 * What this node keeps of transfers that have ended, for as long as its own administrator says: rows, backlogs, and the audit
 * log. The hub has no say in it, or a stolen one could have a node forget what was done to its files.
 */
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { SteadyClock } from '../../src/runtime/steady-clock.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { ReportOutbox } from '../uplink/report-outbox.ts';
import { removeOldMonths, turnMonth } from './audit-months.ts';
import { removeOldRows, removeUnknownBacklogs } from './old-transfers.ts';

export interface HistoryOptions {
  /** The node's state folder. */
  readonly folder: string;
  readonly database: Sqlite;
  readonly outbox: Pick<ReportOutbox, 'isEmpty'>;
  /** Milliseconds after the end; undefined is for ever. */
  readonly keepMs: number | undefined;
  readonly steady: Pick<SteadyClock, 'isSteady'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often `sweep` runs. */
const sweepEveryMs = 10 * 60_000;
const restMs = 20;

export class History implements AsyncDisposable {
  readonly #options: HistoryOptions;
  readonly #stopping = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  start(): void {
    this.#work = this.#keepSweeping();
  }

  /** Never rejects. Does nothing while the clock may be wrong. */
  async sweep(): Promise<void> {
    const { folder, database, outbox, keepMs, steady, clock, log } = this.#options;
    if (!steady.isSteady()) return;
    try {
      const month = turnMonth(folder, clock.now());
      if (month !== undefined) log.info({ file: month }, `the audit log of an earlier month is ${month}`);
      if (keepMs === undefined) return;
      const before = clock.now() - keepMs;
      for (const file of removeOldMonths(folder, before)) log.info({ file }, `removed the old audit log ${file}`);
      // A hub that has not heard of an end may order the transfer again: its row answers.
      if (!outbox.isEmpty) return;
      const rest = (): Promise<void> => clock.sleep(restMs, this.#stopping.signal);
      const old = { folder, database, before, rest };
      const removed = await removeOldRows(old);
      if (removed > 0) log.info({ removed }, `forgot ${removed} transfers that ended long ago`);
      for (const backlog of await removeUnknownBacklogs(old))
        log.info({ backlog }, `removed the old backlog ${backlog}: its next transfer looks at every file`);
    } catch (err) {
      if (asFault(err).code !== 'interrupted') log.error({ err }, 'what is old could not be removed');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the node stops'));
    await this.#work;
  }

  async #keepSweeping(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.sweep();
      await this.#options.clock.sleep(sweepEveryMs, signal).catch(() => undefined);
    }
  }
}
