/**
 * Calls of libc in libuv's thread pool, for mounts on which a call takes long: the latency is hidden by many calls in
 * flight. A call costs some 25 µs more than a blocking one, so on a fast disk this is the slower way.
 *
 * The pool has UV_THREADPOOL_SIZE threads for the whole process, 4 unless bin/longhaul or the operator set it before the start.
 */
import koffi from 'koffi';
import { CallPace } from './call-pace.ts';
import { callsReady, libc } from './libc.ts';

/** What C may still read or write. koffi takes the address of a buffer and does not keep the buffer. */
const lent = new Set<readonly unknown[]>();

/** With more than this a call waits for what disks do at their own time. */
const briefBytes = 64 * 1024;

interface Brief {
  readonly pace: CallPace;
  readonly calls: ReadonlySet<unknown>;
  readonly ofBytes: ReadonlySet<unknown>;
}

let brief: Brief | undefined;

/**
 * For a thread that has others waits, too: from here on brief calls block it, until they turn out to be slow, and then are
 * made in the pool for good. What waits for a disk by its nature (fsync, many bytes) is made there in any case.
 */
export function blockWhileFast(pace = new CallPace()): void {
  const { openat, statx, close, futimens, renameat, renameat2, unlinkat, pread, pwrite } = libc();
  const calls = new Set<unknown>([openat, statx, close, futimens, renameat, renameat2, unlinkat]);
  brief = { pace, calls, ofBytes: new Set<unknown>([pread, pwrite]) };
}

interface PoolCall {
  async(...parameters: unknown[]): void;
}

/** One of the functions of `libc()`. Answers with its result or, instead of -1, with the negative errno. */
export function inPool<Parameters extends unknown[]>(
  call: (...parameters: Parameters) => number | bigint,
  ...parameters: Parameters
): Promise<number> {
  if (brief !== undefined && isBrief(brief, call, parameters))
    return Promise.resolve(blocking(brief, call, parameters));
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

function isBrief({ pace, calls, ofBytes }: Brief, call: unknown, parameters: readonly unknown[]): boolean {
  if (pace.isSlow) return false;
  const [, , bytes] = parameters;
  return calls.has(call) || (ofBytes.has(call) && Number(bytes) <= briefBytes);
}

function blocking<Parameters extends unknown[]>(
  { pace }: Brief,
  call: (...parameters: Parameters) => number | bigint,
  parameters: Parameters,
): number {
  const startedAt = performance.now();
  const result = call(...parameters);
  const errno = result < 0 ? koffi.errno() : 0;
  pace.observe(1, performance.now() - startedAt);
  return result < 0 ? -errno : Number(result);
}

/**
 * Most calls that one thread of ours should have in flight: what koffi has ready, and the others of the process need some of
 * the pool too.
 */
export function poolShare(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
  return Math.max(2, Math.min(callsReady, Math.floor(threads / 4)));
}
