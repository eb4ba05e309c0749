/**
 * Like RootDirectory, without blocking: many may ask for folders at once, and each is opened once. Every folder is
 * opened from the descriptor of the one above, without following links.
 */
import { Buffer } from 'node:buffer';
import type { RootDirectory } from './directory-handle.ts';
import { errnoFault, libcFault } from './disk-fault.ts';
import { lookAtInPool } from './file-status.ts';
import { inPool } from './in-pool.ts';
import { libc } from './libc.ts';
import { confirmOwn, folderFlags, inTheWay, KeptFolder, type OpenFolder } from './open-folder.ts';
import { openUnreadInPool } from './open-unread.ts';
import { splitPath, terminated } from './relative-path.ts';

const itself = terminated(Buffer.from('.'));
const enoent = 2;
const eexist = 17;
const enotdir = 20;

interface Known {
  readonly opening: Promise<KeptFolder>;
  folder: KeptFolder | undefined;
}

export interface SharedDirectoryOptions {
  /** The same folder is the root here, wherever its path leads by now. */
  readonly root: RootDirectory;
  /** Make folders that are missing; each is durable in the one above it before it is given out. */
  readonly make: boolean;
  /** Refuse a folder that has another name than the one it is opened by: for those who write. */
  readonly isExact: boolean;
  /** Folders kept open besides those held. */
  readonly capacity: number;
}

export class SharedDirectory implements Disposable {
  readonly #root: KeptFolder;
  readonly #make: boolean;
  readonly #isExact: boolean;
  readonly #capacity: number;
  readonly #known = new Map<string, Known>();

  private constructor(root: KeptFolder, { make, isExact, capacity }: Omit<SharedDirectoryOptions, 'root'>) {
    this.#root = root;
    this.#make = make;
    this.#isExact = isExact;
    this.#capacity = capacity;
  }

  static open({ root, ...options }: SharedDirectoryOptions): SharedDirectory {
    const path = Buffer.alloc(0);
    using folder = root.folder(path, { make: false });
    const fd = libc().openat(folder.fd, itself, folderFlags, 0);
    if (fd < 0) throw libcFault('open folder', path);
    return new SharedDirectory(new KeptFolder(fd, path), options);
  }

  /** As `RootDirectory.folder`: held until disposed, with the same faults. */
  async folder(path: Buffer): Promise<OpenFolder> {
    for (;;) {
      const folder = await this.#find(path);
      // It may have been forgotten between its opening and now.
      if (folder.isForgotten) continue;
      folder.hold();
      return folder;
    }
  }

  /** Closes what is known of a folder and below it, so that the next use looks again. */
  forget(path: Buffer): void {
    const prefix = path.toString('latin1');
    for (const [key, known] of this.#known) {
      if (key === prefix || key.startsWith(`${prefix}/`)) this.#drop(key, known);
    }
  }

  /** To be called when nothing is under way any more. */
  [Symbol.dispose](): void {
    for (const [key, known] of this.#known) this.#drop(key, known);
    this.#drop('', { opening: Promise.resolve(this.#root), folder: this.#root });
  }

  #find(path: Buffer): Promise<KeptFolder> {
    if (path.length === 0) return Promise.resolve(this.#root);
    const key = path.toString('latin1');
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known.opening;
    }
    const added: Known = { opening: this.#open(Buffer.from(path)), folder: undefined };
    this.#known.set(key, added);
    void this.#settle(key, added);
    return added.opening;
  }

  async #settle(key: string, known: Known): Promise<void> {
    try {
      const folder = await known.opening;
      known.folder = folder;
      // Forgotten while it was being opened.
      if (this.#known.get(key) === known) this.#makeRoom(known);
      else this.#drop(undefined, known);
    } catch {
      // Whoever asked hears of it; the next one tries again.
      if (this.#known.get(key) === known) this.#known.delete(key);
    }
  }

  async #open(path: Buffer): Promise<KeptFolder> {
    const { folder: above, name } = splitPath(path);
    using parent = await this.folder(above);
    const ended = terminated(name);
    let fd = await openUnreadInPool(parent.fd, ended, folderFlags);
    let isMade = false;
    if (fd === -enoent && this.#make) {
      isMade = await makeDurably(parent, ended, path);
      fd = await openUnreadInPool(parent.fd, ended, folderFlags);
    }
    if (fd >= 0) {
      if (!isMade && this.#isExact) confirmOwn(parent, { name: ended, path, fd });
      return new KeptFolder(fd, path);
    }
    if (fd === -enotdir)
      throw inTheWay(path, { isLink: (await lookAtInPool(parent.fd, ended, path))?.kind() === 'link' });
    throw errnoFault('open folder', path, -fd);
  }

  #makeRoom(justOpened: Known): void {
    if (this.#known.size <= this.#capacity) return;
    for (const [key, known] of this.#known) {
      if (known === justOpened || known.folder === undefined || known.folder.isHeld) continue;
      this.#drop(key, known);
      return;
    }
  }

  #drop(key: string | undefined, { folder }: Known): void {
    if (key !== undefined) this.#known.delete(key);
    folder?.forget();
  }
}

/** Answers whether it was not there. */
async function makeDurably(parent: OpenFolder, name: Buffer, path: Buffer): Promise<boolean> {
  const made = await inPool(libc().mkdirat, parent.fd, name, 0o777);
  if (made < 0 && made !== -eexist) throw errnoFault('make folder', path, -made);
  const synced = await inPool(libc().fsync, parent.fd);
  if (synced < 0) throw errnoFault('sync folder', parent.path, -synced);
  return made === 0;
}
