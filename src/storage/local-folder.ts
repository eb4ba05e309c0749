/**
 * State belongs on a disk of this machine: SQLite's write-ahead log is shared memory, which network file systems do not
 * share, and their locks may be lost with the server (https://sqlite.org/wal.html, https://sqlite.org/faq.html#q5).
 */
import { statfsSync } from 'node:fs';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';

/** By statfs(2). FUSE is not among them: what is behind it may be local. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x00c36400, 'CephFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
]);

/** The folder must be there. Throws `state-on-network`; `typeOf` is for tests. */
export function confirmLocal(folder: string, typeOf = (path: string): number => statfsSync(path).type): void {
  const network = networkOf(folder, typeOf);
  if (network !== undefined) throw new Fault('state-on-network', `${shownName(folder)} is on ${network}`);
}

/** What a folder is on, where that is a network file system: other machines change it, and the kernel does not say so. */
export function networkOf(
  folder: string,
  typeOf = (path: string): number => statfsSync(path).type,
): string | undefined {
  return networkFileSystems.get(typeOf(folder));
}
