/** Which folder lies at a path: another text when a new one took its place, the same after a restart or a new mount. */
import { Buffer } from 'node:buffer';
import { statfsSync } from 'node:fs';
import { fsFault } from './disk-fault.ts';
import { type FileStatus, statusAt } from './file-status.ts';
import { terminated } from './relative-path.ts';

/** Of the folder at an absolute path, following a link in its last component; undefined when there is none. */
export function statusOfFolder(path: Buffer): FileStatus | undefined {
  return statusAt(-1, terminated(Buffer.concat([path, itself])), path);
}

const itself = Buffer.from('/.');

/** FUSE, SMB and 9p may give out other inode numbers with every mount; the type alone tells them from the empty mount point. */
const typesWithPassingInodes: readonly number[] = [0x65735546, 0xff534d42, 0xfe534d42, 0x517b, 0x01021997];

/** The number of the device is not in it: that changes with every mount. */
export function folderIdentity(path: Buffer, { inode, birthtimeNs }: FileStatus): string {
  try {
    const { type } = statfsSync(path);
    return typesWithPassingInodes.includes(type) ? `${type}` : `${type} ${inode} ${birthtimeNs}`;
  } catch (thrown) {
    throw fsFault('look at', path, thrown);
  }
}
