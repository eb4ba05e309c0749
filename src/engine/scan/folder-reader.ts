/** The names in an open folder, as bytes in byte order, read with getdents64 so that no path is ever resolved. */
import { Buffer } from 'node:buffer';
import { errnoFault, libcFault } from '../disk/disk-fault.ts';
import { inPool } from '../disk/in-pool.ts';
import { libc } from '../disk/libc.ts';

const buffer = Buffer.alloc(128 * 1024);
const poolBufferBytes = 32 * 1024;
/** DT_DIR and DT_UNKNOWN. */
const directoryType = 4;
const unknownType = 0;

/**
 * Byte strings: one character a byte (latin1), which sort by bytes and join without a loop of copies. The folder's
 * descriptor must not have been read before.
 */
export function readNames(fd: number, path: Uint8Array): string[] {
  const names: string[] = [];
  for (;;) {
    const length = libc().getdents64(fd, buffer, buffer.length);
    if (length < 0) throw libcFault('list', path);
    if (length === 0) return names.sort();
    collect(buffer.subarray(0, length), (name) => names.push(name));
  }
}

/** The same in any order, each with what the file system says it is: most say whether it is a folder, some nothing. */
export function readTypedNames(
  fd: number,
  path: Uint8Array,
  onName: (name: string, type: 'folder' | 'other' | 'unknown') => void,
): void {
  for (;;) {
    const length = libc().getdents64(fd, buffer, buffer.length);
    if (length < 0) throw libcFault('list', path);
    if (length === 0) return;
    collect(buffer.subarray(0, length), (name, type) =>
      onName(name, type === directoryType ? 'folder' : type === unknownType ? 'unknown' : 'other'),
    );
  }
}

/** Whether an open folder that was not read before holds nothing. The first buffer has more than the two dots, or all there is. */
export function isEmptyFolder(fd: number, path: Uint8Array): boolean {
  const length = libc().getdents64(fd, buffer, buffer.length);
  if (length < 0) throw libcFault('list', path);
  const names: string[] = [];
  collect(buffer.subarray(0, length), (name) => names.push(name));
  return names.length === 0;
}

/** The same without blocking. */
export async function readNamesInPool(fd: number, path: Uint8Array): Promise<string[]> {
  const names: string[] = [];
  const own = Buffer.allocUnsafeSlow(poolBufferBytes);
  for (;;) {
    const length = await inPool(libc().getdents64, fd, own, own.length);
    if (length < 0) throw errnoFault('list', path, -length);
    if (length === 0) return names.sort();
    collect(own.subarray(0, length), (name) => names.push(name));
  }
}

/** linux_dirent64: u64 inode, s64 offset, u16 length of the record, u8 type, the name and a zero byte. */
function collect(records: Buffer, onName: (name: string, type: number) => void): void {
  // As one string: cutting names out of it costs a third of decoding each of them.
  const text = records.toString('latin1');
  for (let at = 0; at < text.length; at += text.charCodeAt(at + 16) + 256 * text.charCodeAt(at + 17)) {
    const from = at + 19;
    const name = text.slice(from, text.indexOf('\0', from));
    if (name !== '.' && name !== '..') onName(name, text.charCodeAt(at + 18));
  }
}
