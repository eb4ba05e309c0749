/**
 * What notifications are signed and sent with: a file for each secret, in a folder that the administrator of the hub's
 * machine fills (systemd: `LoadCredential=`). Read when it is needed and kept nowhere, so that a copy of the database opens
 * nothing, and a new secret counts from the next delivery on.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';

const mostBytes = 4096;
const forOthers = 0o007;

export class Secrets {
  readonly #folder: string | undefined;

  /** Undefined is a hub that was given none. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** `name` is a NodeName, so that it leads nowhere else. Without the line feed at its end. Throws `not-set-up`. */
  async read(name: string): Promise<string> {
    if (this.#folder === undefined)
      throw new Fault('not-set-up', `the secret ${name} is wanted, and the hub was started without --secrets`);
    const file = join(this.#folder, name);
    const content = await readBounded(file).catch((cause: NodeJS.ErrnoException) => {
      if (cause instanceof Fault) throw cause;
      throw new Fault('not-set-up', `cannot read the secret ${shownName(file)}: ${cause.code}`, { cause });
    });
    const secret = content.replace(/\r?\n$/, '');
    if (secret === '') throw new Fault('not-set-up', `the secret ${shownName(file)} is empty`);
    return secret;
  }
}

async function readBounded(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const status = await handle.stat();
  if (!status.isFile()) throw new Fault('not-set-up', `the secret ${shownName(file)} is no file`);
  if ((status.mode & forOthers) !== 0)
    throw new Fault('not-set-up', `the secret ${shownName(file)} is open to every account: chmod o= it`);
  if (status.size > mostBytes)
    throw new Fault('not-set-up', `the secret ${shownName(file)} is above ${mostBytes} bytes`);
  return await handle.readFile('utf8');
}
