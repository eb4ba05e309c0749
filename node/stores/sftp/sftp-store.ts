/** A folder of an SFTP server. */
import { Buffer } from 'node:buffer';
import type { Stats } from 'ssh2';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import type { SftpConnection, SftpCredential } from '../../../src/model/connection.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { ByteRange, NewFile, Store, StoredFile, StoreEntry, StoreTraits } from '../store.ts';
import { joinStorePath } from '../store-path.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { download } from './sftp-download.ts';
import { parentOf, SftpFolders, unlessMissing } from './sftp-folders.ts';
import { listFolder } from './sftp-listing.ts';
import { SftpSession } from './sftp-session.ts';
import { grainNs, kindOf, mtimeNsOf } from './sftp-status.ts';
import { createTemporary, putFile } from './sftp-upload.ts';

export interface SftpSetting extends Omit<SftpConnection, 'kind' | 'credential'> {
  /** What the node may use: absolute, without a slash at its end, empty for the whole server. */
  readonly root: string;
  /** Below it, without slashes at its ends. */
  readonly prefix: string;
  readonly credential: SftpCredential;
}

/** What is read ahead of what is sent. */
const pieceBytes = 2 * 1024 * 1024;

export class SftpStore implements Store {
  readonly traits: StoreTraits = { mtimeGrainNs: grainNs, hasFolders: true, filesAtOnce: 64, piecesAtOnce: 1 };
  readonly #setting: SftpSetting;
  readonly #session: SftpSession;
  readonly #folders: SftpFolders;
  readonly #temporaryName: (name: string) => string;

  constructor(setting: SftpSetting, temporaryKey: string) {
    const temporary = temporaryNames(temporaryKey);
    this.#setting = setting;
    this.#session = new SftpSession(setting);
    this.#folders = new SftpFolders({ absolute: absoluteIn(setting), shown: (path) => this.#shown(path) });
    this.#temporaryName = (name) => temporary(Buffer.from(name)).toString('latin1').replace('\0', '');
  }

  pieceBytes(): number {
    return pieceBytes;
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<readonly StoreEntry[]> {
    const { path, absolute, shown } = this.#place(folder);
    using taken = await this.#session.take(signal);
    const { channel } = taken;
    const open = async (): Promise<Buffer> => {
      await this.#folders.confirm(path, { channel, isMade: false, signal });
      return await channel.call<Buffer>(`list ${shown}`, signal, (sftp, done) => sftp.opendir(absolute, done));
    };
    const handle = await unlessMissing(open());
    if (handle === undefined) return;
    try {
      yield* listFolder({ channel, handle, absolute, shown, signal });
    } finally {
      letGo(channel, handle);
    }
  }

  async look(file: string, signal: AbortSignal): Promise<StoredFile | undefined> {
    const { path, absolute, shown } = this.#place(file);
    using taken = await this.#session.take(signal);
    const { channel } = taken;
    const look = async (): Promise<Stats> => {
      await this.#folders.confirm(parentOf(path), { channel, isMade: false, signal });
      return await channel.call<Stats>(`look at ${shown}`, signal, (sftp, done) => sftp.lstat(absolute, done));
    };
    const stats = await unlessMissing(look());
    if (stats === undefined) return undefined;
    const kind = kindOf(stats);
    if (kind === 'folder') return undefined;
    if (kind === 'link') throw new Fault('symlink-in-path', `${shown} is a symbolic link`);
    if (kind === 'other') throw new Fault('not-regular', `${shown} is not a regular file`);
    return { size: stats.size, mtimeNs: mtimeNsOf(stats), version: undefined };
  }

  async read(file: string, seen: StoredFile, range: ByteRange, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const { path, absolute, shown } = this.#place(file);
    using held = new DisposableStack();
    const { channel } = held.use(await this.#session.take(signal));
    await this.#folders.confirm(parentOf(path), { channel, isMade: false, signal });
    const handle = await channel.call<Buffer>(`read ${shown}`, signal, (sftp, done) => sftp.open(absolute, 'r', done));
    held.defer(() => letGo(channel, handle));
    return holding(held.move(), download({ channel, handle, shown, seen, range, signal }));
  }

  async write(file: NewFile): Promise<void> {
    const { path, absolute, shown } = this.#place(file.path);
    const { signal } = file;
    using taken = await this.#session.take(signal);
    const { channel } = taken;
    const parent = parentOf(path);
    const folder = absoluteIn(this.#setting)(parent);
    const temporary = `${folder === '/' ? '' : folder}/${this.#temporaryName(path.slice(parent.length))}`;
    const confirm = (): Promise<void> => this.#folders.confirm(parent, { channel, isMade: true, signal });
    await confirm();
    const upload = { channel, folder, temporary, target: absolute, shown };
    let handle: Buffer;
    try {
      handle = await createTemporary(upload, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      if (asFault(thrown).code !== 'not-found') throw thrown;
      // The folder has gone since it was seen.
      this.#folders.forget();
      await confirm();
      handle = await createTemporary(upload, signal);
    }
    await putFile(file, upload, handle);
  }

  async remove(gone: string, kind: StoreEntry['kind'], signal: AbortSignal): Promise<void> {
    const { path, absolute, shown } = this.#place(gone);
    using taken = await this.#session.take(signal);
    const { channel } = taken;
    const remove = async (): Promise<void> => {
      await this.#folders.confirm(parentOf(path), { channel, isMade: false, signal });
      await channel.call(`remove ${shown}`, signal, (sftp, done) =>
        kind === 'folder' ? sftp.rmdir(absolute, done) : sftp.unlink(absolute, done),
      );
    };
    if (kind === 'folder') this.#folders.forget();
    await unlessMissing(remove());
  }

  async makeFolder(folder: string, signal: AbortSignal): Promise<void> {
    using taken = await this.#session.take(signal);
    await this.#folders.confirm(this.#place(folder).path, { channel: taken.channel, isMade: true, signal });
  }

  async hasFolder(folder: string, signal: AbortSignal): Promise<boolean> {
    using taken = await this.#session.take(signal);
    const { channel } = taken;
    // What was there a while ago does not count.
    this.#folders.forget();
    const confirm = async (): Promise<true> => {
      await this.#folders.confirm(this.#place(folder).path, { channel, isMade: false, signal });
      return true;
    };
    return (await unlessMissing(confirm())) ?? false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  /** Below the root, on the server, and for messages. */
  #place(path: string): { readonly path: string; readonly absolute: string; readonly shown: string } {
    const { prefix } = this.#setting;
    const below = path === '' || prefix === '' ? prefix || path : joinStorePath(prefix, path);
    return { path: below, absolute: absoluteIn(this.#setting)(below), shown: this.#shown(below) };
  }

  #shown(path: string): string {
    return shownName(`${this.#setting.name}:${absoluteIn(this.#setting)(path)}`);
  }
}

function absoluteIn({ root }: SftpSetting): (path: string) => string {
  return (path) => (path === '' ? root || '/' : `${root}/${path}`);
}

/** Whatever becomes of it. */
function letGo(channel: SftpChannel, handle: Buffer): void {
  channel.ask((sftp, done) => sftp.close(handle, done)).catch(() => {});
}

async function* holding(held: Disposable, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  using _ = held;
  yield* bytes;
}
