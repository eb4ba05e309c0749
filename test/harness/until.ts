/** Waiting for a condition: no test sleeps for a time that somebody guessed. */
import { setTimeout as delay } from 'node:timers/promises';

interface Wait {
  /** A function is asked when it was in vain. */
  readonly what?: string | (() => string);
  readonly withinMs?: number;
}

/** The first value of `look` that is neither false, null nor undefined. Fails after `withinMs` with what it waited for. */
export async function until<T>(
  look: () => T | Promise<T>,
  { what = String(look), withinMs = 60_000 }: Wait = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined && seen !== null) return seen as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline)
      throw new Error(`waited ${withinMs / 1000} s in vain: ${typeof what === 'string' ? what : what()}`);
    await delay(10);
  }
}
