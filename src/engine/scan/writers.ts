/** Who still writes files that have settled by their ctime (settled.ts): programs of this machine that pause. */
import { Buffer } from 'node:buffer';
import { networkOf } from '../../storage/local-folder.ts';
import { isOpenForWriting } from '../disk/open-for-writing.ts';

export interface Writers {
  /** Whether it is worth asking of a file with this ctime. */
  mayHold(ctimeNs: bigint): boolean;
  /** Of a regular file in an open folder. */
  hold(folder: number, name: string): boolean;
}

/** What was not touched for so long is merely kept open; and a look at a large tree costs nothing for what is old. */
const mostHeldNs = 24n * 3_600_000_000_000n;

/** Of a tree below `root`; undefined where they cannot be seen: what is on a network other machines write. */
export function writersBelow(root: string, nowMs: number): Writers | undefined {
  if (networkOf(root) !== undefined) return undefined;
  const oldest = BigInt(Math.round(nowMs)) * 1_000_000n - mostHeldNs;
  return {
    mayHold: (ctimeNs) => ctimeNs >= oldest,
    hold: (folder, name) => isOpenForWriting(folder, Buffer.from(`${name}\0`, 'latin1')),
  };
}
