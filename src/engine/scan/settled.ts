/**
 * Whether a file has stopped growing: whatever is done to it, and every rename into a folder, sets its ctime by the clock
 * of the kernel, which no program can set back. A file system's clock that is far ahead of ours would hold its files back
 * until ours has caught up; such a time says nothing, and the file counts.
 */
const mostAheadNs = 60_000_000_000n;

/** Of a ctime, whether nothing was changed in the last `settleSeconds` before `nowMs`. */
export function settledBy(nowMs: number, settleSeconds: number): (ctimeNs: bigint) => boolean {
  const now = BigInt(Math.round(nowMs)) * 1_000_000n;
  const latest = now - BigInt(Math.round(settleSeconds * 1000)) * 1_000_000n;
  return (ctimeNs) => ctimeNs <= latest || ctimeNs > now + mostAheadNs;
}
