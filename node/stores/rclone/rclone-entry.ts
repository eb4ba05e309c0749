/** What rclone tells of a file or folder (https://rclone.org/commands/rclone_lsjson). */
import { Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { StoreEntry } from '../store.ts';

export interface RcloneEntry {
  readonly Name: string;
  /** -1 for what has none. */
  readonly Size: number;
  /** RFC 3339, with up to nine decimals. */
  readonly ModTime: string;
  readonly IsDir: boolean;
  readonly Hashes?: Readonly<Record<string, string>>;
}

export function entryOf({ Name: name, Size: size, ModTime, IsDir }: RcloneEntry): StoreEntry {
  if (IsDir) return { name, kind: 'folder', size: 0, mtimeNs: 0n };
  const mtimeNs = parseTime(ModTime);
  if (size >= 0) return { name, kind: 'file', size, mtimeNs };
  const fault = new Fault('not-regular', `${shownName(name)} is a document that has no size before it is converted`);
  return { name, kind: 'other', size: 0, mtimeNs, fault };
}

/** 0 for what is no time. */
export function parseTime(text: string): bigint {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return 0n;
  const [, seconds = '', decimals = '', zone = ''] = match;
  return BigInt(Date.parse(seconds + zone)) * 1_000_000n + BigInt(decimals.padEnd(9, '0'));
}
