/**
 * The folders between the root, which an administrator has named, and the files: each is looked at before anything in it
 * is touched, because a link on the way would lead elsewhere. What was seen is remembered; paths are below the root.
 */
import type { Stats } from 'ssh2';
import { Fault } from '../../../src/runtime/fault.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { kindOf } from './sftp-status.ts';

const mostRemembered = 20_000;

export interface FolderCall {
  readonly channel: SftpChannel;
  readonly isMade: boolean;
  readonly signal: AbortSignal;
}

export interface FolderNames {
  /** On the server. */
  absolute(path: string): string;
  /** For messages. */
  shown(path: string): string;
}

export class SftpFolders {
  readonly #names: FolderNames;
  readonly #seen = new Map<string, Promise<void>>();

  constructor(names: FolderNames) {
    this.#names = names;
  }

  /** Throws `not-found`, `not-a-directory` and `symlink-in-path`; makes what is missing where that is wanted. */
  async confirm(path: string, call: FolderCall): Promise<void> {
    // What one found missing another may be about to make.
    const key = `${call.isMade}:${path}`;
    let seen = this.#seen.get(key);
    if (seen === undefined) {
      if (this.#seen.size >= mostRemembered) this.#seen.clear();
      const looking = this.#look(path, call);
      seen = looking;
      this.#seen.set(key, looking);
      looking.catch(() => {
        if (this.#seen.get(key) === looking) this.#seen.delete(key);
      });
    }
    await seen;
  }

  /** Something below the root is not what it was. */
  forget(): void {
    this.#seen.clear();
  }

  async #look(path: string, call: FolderCall): Promise<void> {
    if (path !== '') await this.confirm(parentOf(path), call);
    const { channel, isMade, signal } = call;
    const absolute = this.#names.absolute(path);
    const shown = this.#names.shown(path);
    // The root itself may be a link: it is what the administrator has named.
    const look = async (): Promise<Stats | undefined> =>
      await unlessMissing(
        channel.call<Stats>(`look at ${shown}`, signal, (sftp, done) =>
          path === '' ? sftp.stat(absolute, done) : sftp.lstat(absolute, done),
        ),
      );
    let stats = await look();
    if (stats === undefined && isMade) {
      if (path === '') await this.#makeRoot(absolute, call);
      else await this.#make(absolute, shown, call, look);
      stats = await look();
    }
    if (stats === undefined) throw new Fault('not-found', `there is no folder ${shown}`);
    const kind = kindOf(stats);
    if (kind === 'link') throw new Fault('symlink-in-path', `${shown} is a symbolic link`);
    if (kind !== undefined && kind !== 'folder') throw new Fault('not-a-directory', `${shown} is not a folder`);
  }

  async #make(
    absolute: string,
    shown: string,
    { channel, signal }: FolderCall,
    look: () => Promise<Stats | undefined>,
  ): Promise<void> {
    try {
      await channel.call(`make the folder ${shown}`, signal, (sftp, done) => sftp.mkdir(absolute, done));
    } catch (thrown) {
      signal.throwIfAborted();
      // Somebody else may have made it meanwhile, and servers say no more than that it failed.
      if ((await look()) === undefined) throw thrown;
    }
  }

  /** With the folders above it, as `mkdir -p` does. */
  async #makeRoot(absolute: string, call: FolderCall): Promise<void> {
    const { channel, signal } = call;
    const look = async (): Promise<Stats | undefined> =>
      await unlessMissing(
        channel.call<Stats>(`look at ${absolute}`, signal, (sftp, done) => sftp.stat(absolute, done)),
      );
    if (absolute === '/' || (await look()) !== undefined) return;
    await this.#makeRoot(parentOf(absolute) || '/', call);
    await this.#make(absolute, absolute, call, look);
  }
}

/** Of a path on the server or below the root; empty for what is directly in it. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof Fault && (thrown.code === 'not-found' || thrown.code === 'not-a-directory')) return undefined;
    throw thrown;
  }
}
