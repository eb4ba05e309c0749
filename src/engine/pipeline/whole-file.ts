/**
 * Small files of a slow mount, read whole and without blocking, with the same promises as source-reader.ts: size and times
 * are those of the open handle, and a file that changes meanwhile is not handed on.
 */
import { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { errnoFault } from '../disk/disk-fault.ts';
import { type FileStatus, lookAtInPool } from '../disk/file-status.ts';
import { inPool } from '../disk/in-pool.ts';
import { libc } from '../disk/libc.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { SharedDirectory } from '../disk/shared-directory.ts';
import { FlowingFile } from './flowing-file.ts';
import type { ReadingRoom } from './reading-room.ts';
import { longestTarget } from './source-reader.ts';

export interface WholeFile {
  readonly status: FileStatus;
  readonly data: Buffer;
}

export interface WholeFileOptions {
  readonly root: SharedDirectory;
  readonly path: Buffer;
  /** A larger file is not read. */
  readonly mostBytes: number;
  /** Undefined where nobody else reads the same files. */
  readonly room: ReadingRoom | undefined;
}

/** Undefined for a file that is too large, or has holes to keep. Throws what `SourceFile` throws. */
export async function readWholeFile({ root, path, mostBytes, room }: WholeFileOptions): Promise<WholeFile | undefined> {
  await using file = await FlowingFile.open(root, path);
  const { status } = file;
  if (status.size > mostBytes || (await file.hasHoles())) return undefined;
  const data = Buffer.allocUnsafeSlow(status.size);
  const read = (bytes: Buffer, offset: number) => file.read(bytes, offset);
  await file.confirmUnchanged(await (room === undefined ? read(data, 0) : room.file(status).readAll(data, read)));
  return { status, data };
}

/** A symbolic link as what it says, as `readLink` does it. */
export async function readWholeLink(
  root: SharedDirectory,
  path: Buffer,
): Promise<{ readonly target: Buffer; readonly mtimeNs: bigint; readonly atimeNs: bigint }> {
  const { folder: above, name } = splitPath(path);
  using folder = await root.folder(above);
  const ended = terminated(name);
  const status = await lookAtInPool(folder.fd, ended, path);
  if (status === undefined) throw new Fault('not-found', `${shownName(path)} does not exist any more`);
  if (status.kind() !== 'link')
    throw new Fault('changed-while-read', `${shownName(path)} was a symbolic link and is not any more`);
  const target = Buffer.alloc(longestTarget);
  const length = await inPool(libc().readlinkat, folder.fd, ended, target, longestTarget);
  if (length < 0) throw errnoFault('read link', path, -length);
  return { target: target.subarray(0, length), mtimeNs: status.mtimeNs(), atimeNs: status.atimeNs() };
}
