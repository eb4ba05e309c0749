/** Names of stores are text and those of disks are bytes: from one to the other, without changing any. */
import { Buffer, isUtf8 } from 'node:buffer';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';

/** Throws `name-unsupported` for what no store can be asked for. */
export function storePath(path: Uint8Array): string {
  if (!isUtf8(path)) throw new Fault('name-unsupported', `the name ${shownName(path)} is not valid UTF-8`);
  return Buffer.from(path).toString();
}

/** Whether a name that a store lists can be one of a folder of a disk. */
export function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

export function joinStorePath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
