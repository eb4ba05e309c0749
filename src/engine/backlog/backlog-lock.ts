/** One process a backlog: a lock that the system gives back when the process dies, however it dies. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../runtime/fault.ts';
import { fsFault } from '../disk/disk-fault.ts';
import { LOCK_EX, LOCK_NB, libc } from '../disk/libc.ts';

/** Throws `state-locked` when another process holds it. */
export function lockBacklog(file: string): Disposable {
  const fd = openLockFile(`${file}.lock`);
  if (libc().flock(fd, LOCK_EX | LOCK_NB) !== 0) {
    closeSync(fd);
    throw new Fault('state-locked', `another process works with ${file}`);
  }
  return { [Symbol.dispose]: () => closeSync(fd) };
}

function openLockFile(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return openSync(file, 'a', 0o600);
  } catch (thrown) {
    throw new Fault('state-unusable', fsFault('open', file, thrown).message, { cause: thrown });
  }
}
