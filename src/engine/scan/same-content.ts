/** The quick way to see that there is nothing to do in a folder. */
import { Buffer } from 'node:buffer';
import { entryKinds } from '../disk/file-status.ts';
import type { Listing } from './listing.ts';

const folderKind = entryKinds.indexOf('folder');
const otherKind = entryKinds.indexOf('other');

/** Whether two folders hold the same names, kinds, sizes and times: what most folders do that were copied before. */
export function isSameContent(left: Listing, right: Listing): boolean {
  const { count } = left;
  if (count !== right.count || Buffer.compare(left.names, right.names) !== 0) return false;
  const [leftTimes, rightTimes] = [halves(left.mtimes), halves(right.mtimes)];
  for (let index = 0; index < count; index += 1) {
    const kind = left.kinds[index];
    if (kind !== right.kinds[index] || kind === otherKind) return false;
    if (kind === folderKind) continue;
    if (left.sizes[index] !== right.sizes[index]) return false;
    if (leftTimes[2 * index] !== rightTimes[2 * index]) return false;
    if (leftTimes[2 * index + 1] !== rightTimes[2 * index + 1]) return false;
  }
  return true;
}

/** Reading a bigint costs more than comparing the two numbers it is made of. */
function halves({ buffer, byteOffset, length }: BigInt64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length);
}
