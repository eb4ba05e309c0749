/** The digest of a file with holes is that of its content, zeros included, as `b3sum` and its like say it. */
import { Buffer } from 'node:buffer';
import type { Digest } from './digest.ts';

/** Stays in the cache: a digest takes it as fast as the processor can. */
const zeros = Buffer.alloc(256 * 1024);

/** Feeds `length` zeros; answers false when `isStopped` became true before the last of them. */
export function updateWithZeros(digest: Digest, length: number, isStopped: () => boolean = () => false): boolean {
  for (let left = length; left > 0; left -= zeros.length) {
    if (isStopped()) return false;
    digest.update(left < zeros.length ? zeros.subarray(0, left) : zeros);
  }
  return true;
}
