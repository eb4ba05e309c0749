/** Makes a disk that lies out of an honest one: changes a file while it is being written under its temporary name. */
import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

/** Resolves when the first byte of an unfinished file in the folder has become another one. */
export async function spoilUnfinished(folder: string): Promise<void> {
  const path = await until(() => unfinishedIn(folder), { what: `an unfinished file in ${folder}` });
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.from('?'), 0, 1, 0);
  closeSync(fd);
}

/** A large one, with bytes in it already. */
function unfinishedIn(folder: string): string | undefined {
  try {
    const paths = readdirSync(folder).map((name) => join(folder, name));
    return paths.find((path) => path.endsWith('.partial') && statSync(path).size >= 65_536);
  } catch {
    // Nothing is there yet, or it was published this very moment.
    return undefined;
  }
}
