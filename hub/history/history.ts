/**
 * Removes transfers that ended long ago, with their failures, findings and steps: few rows a turn, and a rest after each, so that
 * nobody waits for it. What is not over stays: a transfer whose end chains or notifications have not seen to, and a fan-out
 * of which a part is younger. The audit trail is not touched.
 */
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { SteadyClock } from '../../src/runtime/steady-clock.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';

export interface HistoryOptions {
  readonly database: Sqlite;
  readonly audit: AuditLog;
  /** Milliseconds after its end. */
  readonly keepMs: number;
  readonly steady: Pick<SteadyClock, 'isSteady'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often `sweep` is to be called. */
export const sweepEveryMs = 10 * 60_000;
/** Rows that one turn removes: some milliseconds. */
export const mostRows = 100;
/** Of the time, in parts of a turn. */
const restTurns = 3;

const isOver = (row: string): string =>
  `${row}.ended_at < :before and ${row}.notified_at is not null and (${row}.started_by is null or ${row}.followed_at is not null)`;

interface Wanted {
  readonly before: number;
  readonly limit: number;
}

export class History {
  readonly #options: HistoryOptions;
  readonly #old: Statement<[Wanted], { readonly number: number }>;
  readonly #removeDetails: readonly Statement<[number, number]>[];
  readonly #remove: Statement<[number]>;
  #isSweeping = false;

  constructor(options: HistoryOptions) {
    const { database } = options;
    this.#options = options;
    this.#old = database.prepare(`
      select number from transfers one where ${isOver('one')} and not exists (
        select 1 from transfers other where other.fan_out = one.fan_out and not (other.ended_at is not null and ${isOver('other')})
      ) order by ended_at limit :limit`);
    this.#removeDetails = ['failures', 'findings', 'steps'].map((table) =>
      database.prepare(`delete from ${table} where id in (select id from ${table} where transfer = ? limit ?)`),
    );
    this.#remove = database.prepare('delete from transfers where number = ?');
  }

  /** How many transfers were removed. Does nothing while the last one has not ended, or the clock may be wrong. Never rejects. */
  async sweep(signal: AbortSignal): Promise<number> {
    const { keepMs, steady, clock, log } = this.#options;
    if (this.#isSweeping || !steady.isSteady()) return 0;
    this.#isSweeping = true;
    const before = clock.now() - keepMs;
    let removed = 0;
    try {
      for (;;) {
        const began = performance.now();
        const turn = this.#turn(before);
        removed += turn.transfers;
        if (turn.isLast) break;
        await clock.sleep(Math.ceil(restTurns * (performance.now() - began)), signal);
      }
    } catch (err) {
      if (asFault(err).code !== 'interrupted') log.error({ err }, 'the history could not be removed');
    } finally {
      this.#isSweeping = false;
      if (removed > 0) this.#say(removed, before);
    }
    return removed;
  }

  #turn(before: number): { readonly transfers: number; readonly isLast: boolean } {
    return this.#options.database
      .transaction(() => {
        let transfers = 0;
        let room = mostRows;
        const old = this.#old.all({ before, limit: mostRows });
        for (const { number } of old) {
          for (const details of this.#removeDetails) room -= details.run(number, room).changes;
          // Perhaps there is more of it: the next turn goes on with it.
          if (room <= 0) break;
          this.#remove.run(number);
          transfers += 1;
          room -= 1;
        }
        return { transfers, isLast: transfers === old.length && old.length < mostRows };
      })
      .immediate();
  }

  #say(removed: number, before: number): void {
    const { audit, log } = this.#options;
    const detail = `${removed} transfers that ended before ${new Date(before).toISOString()}`;
    try {
      audit.append({ who: 'hub', action: 'history.remove', object: '', result: 'ok', detail });
    } catch (err) {
      log.error({ err }, 'the audit trail could not be written');
    }
    log.info({ removed }, `removed from the history: ${detail}`);
  }
}
