/** Files that failed for a reason that may pass, each with the time of its next attempt. */
import { type BackoffRule, backoffMs } from '../../runtime/backoff.ts';
import type { LaneItem } from '../endpoint/item.ts';

const rule: BackoffRule = { firstMs: 500, maxMs: 30_000 };

interface Waiting {
  readonly item: LaneItem;
  readonly dueAt: number;
}

export class RetryQueue {
  readonly #retries: number;
  readonly #failures = new Map<number, number>();
  #waiting: Waiting[] = [];

  /** `retries`: attempts for a file after the first. */
  constructor(retries: number) {
    this.#retries = retries;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** When the next one is due, or undefined. */
  get nextAt(): number | undefined {
    return this.#waiting.reduce<number | undefined>((next, { dueAt }) => Math.min(next ?? dueAt, dueAt), undefined);
  }

  /** Whether an attempt of it was counted. */
  hasFailed(id: number): boolean {
    return this.#failures.has(id);
  }

  /** Answers false when the item has used up its attempts. */
  add(item: LaneItem, now: number): boolean {
    const failures = (this.#failures.get(item.id) ?? 0) + 1;
    if (failures > this.#retries) {
      this.#failures.delete(item.id);
      return false;
    }
    this.#failures.set(item.id, failures);
    this.#waiting.push({ item, dueAt: now + backoffMs(rule, failures) });
    return true;
  }

  /** Tried again at a given time without counting as an attempt. */
  postpone(item: LaneItem, dueAt: number): void {
    this.#waiting.push({ item, dueAt });
  }

  forget(id: number): void {
    this.#failures.delete(id);
  }

  takeDue(now: number): LaneItem[] {
    const due = this.#waiting.filter(({ dueAt }) => dueAt <= now);
    if (due.length > 0) this.#waiting = this.#waiting.filter(({ dueAt }) => dueAt > now);
    return due.map(({ item }) => item);
  }
}
