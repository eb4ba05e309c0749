/** Shows that the database can be written: by writing to it, though not more often than once in a while. */
import type { Clock } from '../../src/runtime/clock.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

const everyMs = 5000;

export class Heartbeat {
  readonly #clock: Clock;
  readonly #write: Statement<[number]>;
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(database: Sqlite, clock: Clock) {
    this.#clock = clock;
    this.#write = database.prepare(
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
}
