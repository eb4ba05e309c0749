/** What statx(2) says about an entry, without following a link. Times are nanoseconds since 1970. */
import { Buffer } from 'node:buffer';
import { errnoFault, libcFault } from './disk-fault.ts';
import { inPool } from './in-pool.ts';
import { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW, lastErrno, libc } from './libc.ts';

export const entryKinds = ['file', 'folder', 'link', 'other'] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface FileStatus {
  readonly kind: EntryKind;
  readonly size: number;
  /** Bytes that it takes on the disk: fewer than its size when it has holes, or is compressed. */
  readonly allocatedBytes: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly atimeNs: bigint;
  /** 0 where the file system does not keep it. */
  readonly birthtimeNs: bigint;
  /** Type and permission bits, as in `st_mode`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly inode: bigint;
  /** How many names it has. */
  readonly links: number;
  /** `major:minor` of the file system in one number. */
  readonly device: number;
  /** A file system is mounted on it; always false before Linux 5.8. */
  readonly isMountPoint: boolean;
}

const basicStatsAndBirth = 0xfff;
/** STATX_ATTR_MOUNT_ROOT */
const mountRoot = 0x2000;
const enoent = 2;
const itself = Buffer.from([0]);
const answer = Buffer.alloc(256);
/** Room for the longest name that a file system has. */
const listed = Buffer.alloc(1024);
const view = new DataView(answer.buffer, answer.byteOffset, answer.length);

/** Of an open file or folder; `path` is for the message. */
export function statusOf(fd: number, path: Uint8Array): FileStatus {
  if (libc().statx(fd, itself, AT_EMPTY_PATH, basicStatsAndBirth, answer) !== 0) throw libcFault('look at', path);
  return parsed(view);
}

/** Of a zero-terminated name in an open folder, or undefined when there is none; `path` is for the message. */
export function statusAt(folder: number, name: Buffer, path: Uint8Array): FileStatus | undefined {
  return lookAt(folder, name, path) ? parsed(view) : undefined;
}

/** The answer of the call made last, field by field, for those who keep columns instead of objects. */
export const lastStatus = statusFields(view);
export type StatusFields = ReturnType<typeof statusFields>;

/** Like `statusAt`, for `lastStatus`: whether there is such an entry. */
export function lookAt(folder: number, name: Uint8Array, path: Uint8Array): boolean {
  if (libc().statx(folder, name, AT_SYMLINK_NOFOLLOW, basicStatsAndBirth, answer) === 0) return true;
  if (lastErrno() === enoent) return false;
  throw libcFault('look at', path);
}

/** Like `lookAt`, of a name of one character a byte (latin1) without its zero byte: no buffer a name. */
export function lookAtListed(folder: number, name: string): boolean {
  if (name.length >= listed.length)
    return lookAt(folder, Buffer.from(`${name}\0`, 'latin1'), Buffer.from(name, 'latin1'));
  listed[listed.write(name, 'latin1')] = 0;
  if (libc().statx(folder, listed, AT_SYMLINK_NOFOLLOW, basicStatsAndBirth, answer) === 0) return true;
  if (lastErrno() === enoent) return false;
  throw libcFault('look at', Buffer.from(name, 'latin1'));
}

/** The same as `statusOf`, without blocking. */
export async function statusOfInPool(fd: number, path: Uint8Array): Promise<FileStatus> {
  const own = Buffer.alloc(256);
  const result = await inPool(libc().statx, fd, itself, AT_EMPTY_PATH, basicStatsAndBirth, own);
  if (result < 0) throw errnoFault('look at', path, -result);
  return parsed(new DataView(own.buffer, own.byteOffset, own.length));
}

/** The same as `lookAt`, without blocking: the fields, or undefined when there is no such entry. */
export async function lookAtInPool(
  folder: number,
  name: Uint8Array,
  path: Uint8Array,
): Promise<StatusFields | undefined> {
  const own = Buffer.alloc(256);
  const result = await inPool(libc().statx, folder, name, AT_SYMLINK_NOFOLLOW, basicStatsAndBirth, own);
  if (result === -enoent) return undefined;
  if (result < 0) throw errnoFault('look at', path, -result);
  return statusFields(new DataView(own.buffer, own.byteOffset, own.length));
}

function statusFields(of: DataView) {
  return {
    kind: () => kindOf(of.getUint16(28, true)),
    size: () => Number(of.getBigUint64(40, true)),
    mtimeNs: () => timeAt(of, 112),
    ctimeNs: () => timeAt(of, 96),
    atimeNs: () => timeAt(of, 64),
    birthtimeNs: () => timeAt(of, 80),
    mode: () => of.getUint16(28, true),
    uid: () => of.getUint32(20, true),
    gid: () => of.getUint32(24, true),
  } as const;
}

function parsed(of: DataView): FileStatus {
  const fields = of === view ? lastStatus : statusFields(of);
  return {
    kind: fields.kind(),
    size: fields.size(),
    allocatedBytes: Number(of.getBigUint64(48, true)) * 512,
    mtimeNs: fields.mtimeNs(),
    ctimeNs: fields.ctimeNs(),
    atimeNs: fields.atimeNs(),
    birthtimeNs: fields.birthtimeNs(),
    mode: fields.mode(),
    uid: fields.uid(),
    gid: fields.gid(),
    inode: of.getBigUint64(32, true),
    links: of.getUint32(16, true),
    device: of.getUint32(136, true) * 2 ** 20 + of.getUint32(140, true),
    isMountPoint: (of.getUint32(8, true) & mountRoot) !== 0,
  };
}

// Nanoseconds in 64 bits end in 1677 and 2262; a time beyond is the nearest of those.
const lastSecond = 9_223_372_035n;
/** 32 bits of them, and 32 of padding. */
const nanoseconds = 0xffff_ffffn;

function timeAt(of: DataView, offset: number): bigint {
  const second = of.getBigInt64(offset, true);
  if (second > lastSecond) return lastSecond * 1_000_000_000n;
  if (second < -lastSecond) return -lastSecond * 1_000_000_000n;
  // Of 64 bits all along, which is compiled to two instructions; a BigInt of any length would be three objects.
  return BigInt.asIntN(64, second * 1_000_000_000n + (of.getBigInt64(offset + 8, true) & nanoseconds));
}

function kindOf(mode: number): EntryKind {
  switch (mode & 0o170000) {
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'folder';
    case 0o120000:
      return 'link';
    default:
      return 'other';
  }
}
