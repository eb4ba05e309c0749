/** A small file or link of a slow mount, read whole and digested. */
import { Buffer } from 'node:buffer';
import type { Digest } from '../checksum/digest.ts';
import type { SharedDirectory } from '../disk/shared-directory.ts';
import type { WholeFileToPublish } from '../pipeline/pool-publisher.ts';
import type { ReadingRoom } from '../pipeline/reading-room.ts';
import { readWholeFile, readWholeLink } from '../pipeline/whole-file.ts';
import type { LaneItem } from './item.ts';

export type ReadItem = Omit<WholeFileToPublish, 'signal'>;

export interface ReadItemOptions {
  readonly root: SharedDirectory;
  readonly item: LaneItem;
  readonly digest: Digest;
  /** A larger file is not read. */
  readonly mostBytes: number;
  /** Undefined where nobody else reads the same files. */
  readonly room: ReadingRoom | undefined;
}

const noDigest = Buffer.alloc(0);

/** Undefined for a file that must go block by block: it is too large, or has holes. Throws what keeps it from being read. */
export async function readItem({
  root,
  item,
  digest,
  mostBytes,
  room,
}: ReadItemOptions): Promise<ReadItem | undefined> {
  const { kind, path } = item;
  if (kind === 'link') {
    const { target, mtimeNs, atimeNs } = await readWholeLink(root, path);
    return { path, isLink: true, data: target, digest: noDigest, mtimeNs, atimeNs };
  }
  const file = await readWholeFile({ root, path, mostBytes, room });
  if (file === undefined) return undefined;
  const { data, status } = file;
  return { path, isLink: false, data, digest: digest.of(data), mtimeNs: status.mtimeNs, atimeNs: status.atimeNs };
}
