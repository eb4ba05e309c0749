/**
 * A place in a store that rclone knows. What is read comes from it in ranges, what is written it takes from us; digests, limits
 * and deadlines are ours. Where a store has folders a file is written under a temporary name and moved; else it appears whole.
 */
import type { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { anyLetters, prefix, suffix, tagLength } from '../../../src/engine/disk/temporary-mark.ts';
import { temporaryTag } from '../../../src/engine/disk/temporary-name.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { ByteRange, NewFile, Store, StoredFile, StoreEntry, StoreTraits } from '../store.ts';
import { PullServer } from './pull-server.ts';
import type { ControlAddress } from './rclone-control.ts';
import { download } from './rclone-download.ts';
import { entryOf, parseTime } from './rclone-entry.ts';
import { RcloneRemote, unlessMissing } from './rclone-remote.ts';

export interface RcloneSetting {
  /** Of the connection. */
  readonly name: string;
  /** What the node may use, without slashes at its ends; a share or bucket comes first. */
  readonly root: string;
  /** Below it. */
  readonly prefix: string;
  readonly control: ControlAddress;
  /** Its options, as rclone takes them. */
  readonly remote: Readonly<Record<string, string>>;
  /** How rclone calls it, without them. */
  readonly remoteName: string;
  readonly hasFolders: boolean;
  /** Whether it tells the MD5 of a file at once. */
  readonly hasMd5: boolean;
  /** Never to be shown. */
  readonly secrets: readonly string[];
}

/** What is read ahead of what is sent. */
const pieceBytes = 2 * 1024 * 1024;
/** All that files keep on their way through rclone. */
const grainNs = 1_000_000_000n;
/** An abort is to end within a second. */
const tidyMs = 700;
/** But for a rename that has begun. */
const renameMs = 5000;
/** What its SMB client makes beside files that are directly in a share (1.60). */
const oddFolder = '．';

/** Where one file goes. */
interface Way {
  /** Its place, and where it is written first. */
  readonly path: string;
  readonly target: string;
}

export class RcloneStore implements Store {
  readonly traits: StoreTraits;
  readonly #setting: RcloneSetting;
  readonly #remote: RcloneRemote;
  readonly #pulls = new PullServer();
  readonly #tag: string;
  #mayHaveOddFolder = false;

  constructor(setting: RcloneSetting, temporaryKey: string) {
    this.traits = { mtimeGrainNs: grainNs, hasFolders: setting.hasFolders, filesAtOnce: 16, piecesAtOnce: 1 };
    this.#setting = setting;
    this.#remote = new RcloneRemote(setting);
    this.#tag = temporaryTag(temporaryKey);
  }

  pieceBytes(): number {
    return pieceBytes;
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<readonly StoreEntry[]> {
    const path = this.#remote.path(folder);
    const entries = await unlessMissing(this.#remote.list(path, signal));
    // A folder of a bucket is there as soon as one asks for it.
    if (entries === undefined && !this.traits.hasFolders)
      throw new Fault('store-unknown', `there is no ${this.#remote.shown(path.split('/')[0] ?? '')}`);
    const isOdd = (name: string): boolean => this.#isInShare(`${path}/`) && name === oddFolder;
    yield (entries ?? []).filter(({ Name }) => !isOdd(Name)).map(entryOf);
  }

  async look(path: string, signal: AbortSignal): Promise<StoredFile | undefined> {
    const item = await this.#remote.stat(this.#remote.path(path), signal);
    return item && { size: item.Size, mtimeNs: parseTime(item.ModTime), version: undefined };
  }

  async read(file: string, seen: StoredFile, range: ByteRange, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    return await download({ remote: this.#remote, path: this.#remote.path(file), seen, range, signal });
  }

  async write(file: NewFile): Promise<void> {
    const path = this.#remote.path(file.path);
    const { hasFolders, hasMd5 } = this.#setting;
    const slash = path.lastIndexOf('/') + 1;
    const target = hasFolders ? path.slice(0, slash) + this.#temporaryName() : path;
    if (this.#isInShare(path)) this.#mayHaveOddFolder = true;
    const md5 = hasMd5 ? createHash('md5') : undefined;
    const pieces = md5 === undefined ? file.pieces : digested(file.pieces, md5);
    try {
      await this.#put({ ...file, pieces }, { path, target });
      await this.#confirm(file, { path, target }, md5?.digest('hex'));
      if (hasFolders) await this.#publish({ path, target }, file.signal);
    } catch (thrown) {
      if (hasFolders) await this.#tidy('deletefile', target);
      // It looks like what it should be, and would be taken for that.
      else if (thrown instanceof Fault && thrown.code === 'digest-mismatch')
        await this.remove(file.path, 'file', file.signal);
      throw thrown;
    }
  }

  async remove(gone: string, kind: StoreEntry['kind'], signal: AbortSignal): Promise<void> {
    if (kind === 'folder' && !this.traits.hasFolders) return;
    const operation = kind === 'folder' ? 'rmdir' : 'deletefile';
    const path = this.#remote.path(gone);
    await unlessMissing(this.#remote.change(operation, { doing: 'remove', path, signal }));
  }

  async makeFolder(folder: string, signal: AbortSignal): Promise<void> {
    if (!this.traits.hasFolders) return;
    await this.#remote.change('mkdir', { doing: 'make the folder', path: this.#remote.path(folder), signal });
  }

  async hasFolder(folder: string, signal: AbortSignal): Promise<boolean> {
    if (!this.traits.hasFolders) return true;
    return (await unlessMissing(this.#remote.list(this.#remote.path(folder), signal))) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const [share = ''] = this.#remote.path('').split('/');
    if (this.#mayHaveOddFolder) await this.#tidy('rmdir', `${share}/${oddFolder}`);
    await this.#pulls[Symbol.asyncDispose]();
    this.#remote[Symbol.dispose]();
  }

  /** Whether this is directly in a share. */
  #isInShare(path: string): boolean {
    return this.#setting.remote['type'] === 'smb' && path.split('/').length === 2;
  }

  async #put(file: NewFile, { path, target }: Way): Promise<void> {
    await using offer = await this.#pulls.offer(file);
    const signal = AbortSignal.any([file.signal, offer.failure]);
    try {
      await this.#remote.copyUrl(target, offer.url, { doing: 'write', path, signal });
    } catch (thrown) {
      file.signal.throwIfAborted();
      // Why it could not be sent, and not what rclone makes of that.
      offer.failure.throwIfAborted();
      throw thrown;
    }
    if (!offer.isSent) throw new Fault('store-failed', `rclone did not take all of ${this.#remote.shown(path)}`);
  }

  /** What is there now is what was sent, as far as the store tells. */
  async #confirm({ size, signal }: NewFile, { path, target }: Way, md5: string | undefined): Promise<void> {
    const item = await this.#remote.stat(target, signal, { withMd5: md5 !== undefined });
    const shown = this.#remote.shown(path);
    if (item?.Size !== size)
      throw new Fault(
        'store-failed',
        `${shown} has ${item?.Size ?? 'no'} bytes in the store after ${size} were written`,
      );
    const kept = item.Hashes?.['md5'] ?? '';
    if (md5 !== undefined && kept !== '' && kept !== md5)
      throw new Fault('digest-mismatch', `the store has another MD5 of ${shown} than what was sent`);
  }

  /** Hardly stopped on its way: it might still happen, when the file that comes next is there already. */
  async #publish({ path, target }: Way, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    using end = delayed(signal, renameMs);
    await this.#remote.move(target, { doing: 'rename to', path, signal: end.signal });
  }

  /** Another one each time: what was given up may come to its end later, and must not meet what is written then. */
  #temporaryName(): string {
    return `${prefix}${this.#tag}${anyLetters().slice(tagLength)}${suffix}`;
  }

  /** What cannot be removed now is found by the next scan of the same transfer. */
  async #tidy(operation: 'deletefile' | 'rmdir', path: string): Promise<void> {
    const signal = AbortSignal.timeout(tidyMs);
    await this.#remote.change(operation, { doing: 'remove', path, signal }).catch(() => {});
  }
}

async function* digested(pieces: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/** Aborts as the other does, but later. */
function delayed(signal: AbortSignal, ms: number): { readonly signal: AbortSignal } & Disposable {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(() => end.abort(signal.reason), ms);
  };
  signal.addEventListener('abort', wait, { once: true });
  return {
    signal: end.signal,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', wait);
      clearTimeout(timer);
    },
  };
}
