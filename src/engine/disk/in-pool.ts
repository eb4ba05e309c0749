/**
 * Calls of libc in libuv's thread pool, for mounts on which a call takes long: the latency is hidden by many calls in
 * flight. A call costs some 25 µs more than a blocking one, so on a fast disk this is the slower way.
 *
 * The pool has UV_THREADPOOL_SIZE threads for the whole process, 4 unless bin/longhaul or the operator set it before the start.
 */
import koffi from 'koffi';
import { callsReady } from './libc.ts';

/** What C may still read or write. koffi takes the address of a buffer and does not keep the buffer. */
const lent = new Set<readonly unknown[]>();

interface PoolCall {
  async(...parameters: unknown[]): void;
}

/** One of the functions of `libc()`. Answers with its result or, instead of -1, with the negative errno. */
export function inPool<Parameters extends unknown[]>(
  call: (...parameters: Parameters) => number | bigint,
  ...parameters: Parameters
): Promise<number> {
  return new Promise((resolve, reject) => {
    lent.add(parameters);
    const callback = (thrown: unknown, result: number | bigint) => {
      const errno = result < 0 ? koffi.errno() : 0;
      lent.delete(parameters);
      if (thrown === null || thrown === undefined) resolve(result < 0 ? -errno : Number(result));
      else reject(thrown);
    };
    (call as unknown as PoolCall).async(...parameters, callback);
  });
}

/**
 * Most calls that one thread of ours should have in flight: what koffi has ready, and the others of the process need some of
 * the pool too.
 */
export function poolShare(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
  return Math.max(2, Math.min(callsReady, Math.floor(threads / 4)));
}
