/** Does something in a folder after which the folder says that nothing was changed in it, because nothing was. */

import { statusOf } from '../disk/file-status.ts';
import { libc } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { putTime } from '../pipeline/publisher.ts';

export function keepingTimes<T>(folder: OpenFolder, action: () => T): T {
  const before = statusOf(folder.fd, folder.path);
  try {
    return action();
  } finally {
    const times = new BigInt64Array(4);
    putTime(times, 0, before.atimeNs);
    putTime(times, 2, before.mtimeNs);
    libc().futimens(folder.fd, times);
  }
}
