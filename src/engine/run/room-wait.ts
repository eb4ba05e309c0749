/** A destination without room: nothing is begun until the next attempt, which comes later each time, up to a minute. */
import { backoffMs } from '../../runtime/backoff.ts';
import type { FaultCode } from '../../runtime/fault-codes.ts';

const rule = { firstMs: 2000, maxMs: 60_000 };
const codes: readonly string[] = ['disk-full', 'quota-exceeded'] satisfies FaultCode[];

/** Whether every other file would fail the same way. */
export function isLackOfRoom(code: string): boolean {
  return codes.includes(code);
}

/** Times are in milliseconds since 1970. */
export class RoomWait {
  /** Since a file was written to its end. */
  #attempt = 0;
  /** 0: nothing is waited for. */
  #nextAttemptAt = 0;

  get nextAttemptAt(): number {
    return this.#nextAttemptAt;
  }

  isWaiting(now: number): boolean {
    return now < this.#nextAttemptAt;
  }

  /** Answers undefined when it is waited already. */
  begin(now: number): { readonly attempt: number; readonly nextAttemptAt: number } | undefined {
    if (now < this.#nextAttemptAt) return undefined;
    this.#attempt += 1;
    this.#nextAttemptAt = now + backoffMs(rule, this.#attempt);
    return { attempt: this.#attempt, nextAttemptAt: this.#nextAttemptAt };
  }

  /** Whether there was a wait that is over now; said once. */
  end(now: number): boolean {
    if (this.#nextAttemptAt === 0 || now < this.#nextAttemptAt) return false;
    this.#nextAttemptAt = 0;
    return true;
  }

  /** A file was written to its end. */
  noteRoom(): void {
    this.#attempt = 0;
  }
}
