/** Questions to something that may hang (a mount whose server is gone). */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks, and answers with undefined when the answer fails or takes longer than this. One question is under way at a time:
 * whoever asks meanwhile waits for the same answer, so that what hangs holds one thread of the pool and not one more each time.
 */
export function patiently<T>(ask: () => Promise<T>, withinMs: number): () => Promise<T | undefined> {
  let asked: Promise<T | undefined> | undefined;
  return async () => {
    asked ??= ask()
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    const tooLate = new AbortController();
    try {
      return await Promise.race([asked, delay(withinMs, undefined, { signal: tooLate.signal })]);
    } finally {
      tooLate.abort();
    }
  };
}
