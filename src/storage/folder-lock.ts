/**
 * One program at a time on a state folder. The lock is a transaction held open on an otherwise empty database: the
 * operating system drops it with the process, however that ends, so it is never left behind.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { confirmLocal } from './local-folder.ts';

/**
 * Makes the folder when it is not there. Throws `state-locked` when another process holds it, `state-on-network` where that
 * could not be told, `state-unusable` else.
 */
export function lockFolder(folder: string): Disposable {
  let database: Database.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    confirmLocal(folder);
    database = new Database(join(folder, 'lock'), { timeout: 0 });
    const held = database.exec('begin exclusive');
    return { [Symbol.dispose]: () => void held.close() };
  } catch (cause) {
    database?.close();
    if (cause instanceof Fault) throw cause;
    const { code = 'unknown' } = cause as { code?: string };
    if (code.startsWith('SQLITE_BUSY')) {
      throw new Fault('state-locked', `another process works with ${shownName(folder)}`, { cause });
    }
    throw new Fault('state-unusable', `cannot use the folder ${shownName(folder)}: ${code}`, { cause });
  }
}
