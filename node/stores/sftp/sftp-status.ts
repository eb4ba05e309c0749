/** What a server says of an entry. */
import type { Attributes } from 'ssh2';
import type { EntryKind } from '../../../src/engine/disk/file-status.ts';

const typeBits = 0o170000;
const kinds: ReadonlyMap<number, EntryKind> = new Map([
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o120000, 'link'],
]);

/** Undefined where the server does not tell. */
export function kindOf({ mode }: Partial<Attributes>): EntryKind | undefined {
  return mode === undefined ? undefined : (kinds.get(mode & typeBits) ?? 'other');
}

/** The protocol knows whole seconds. */
export const grainNs = 1_000_000_000n;
const lastSecond = 0xffff_ffffn;

export function mtimeNsOf({ mtime = 0 }: Partial<Attributes>): bigint {
  return BigInt(mtime) * grainNs;
}

/** As the protocol has it: what is before 1970 or after 2106 becomes the nearest that it knows. */
export function secondsOf(mtimeNs: bigint): number {
  const seconds = mtimeNs / grainNs;
  return Number(seconds < 0n ? 0n : seconds > lastSecond ? lastSecond : seconds);
}
