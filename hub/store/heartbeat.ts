/**
 * Shows that the database can be written: by writing to it, though not more often than once in a while. Over a connection of
 * its own, because whoever asks is to be told at once when another program holds the lock, and everything else waits meanwhile.
 */
import type { Clock } from '../../src/runtime/clock.ts';
import { openBeside, type Sqlite, type Statement } from '../../src/storage/database.ts';

const everyMs = 5000;
const busyTimeoutMs = 50;

export class Heartbeat implements Disposable {
  readonly #clock: Clock;
  readonly #database: Sqlite;
  readonly #write: Statement<[number]>;
  #writtenAt = Number.NEGATIVE_INFINITY;

  /** Of a database that is open. */
  constructor(file: string, clock: Clock) {
    this.#clock = clock;
    this.#database = openBeside(file, busyTimeoutMs);
    this.#write = this.#database.prepare(
      'insert into heartbeat values (1, ?) on conflict (id) do update set at = excluded.at',
    );
  }

  /** Throws what the database throws, at every call until it can be written again. */
  beat(): void {
    const now = this.#clock.now();
    if (Math.abs(now - this.#writtenAt) < everyMs) return;
    this.#write.run(now);
    this.#writtenAt = now;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
