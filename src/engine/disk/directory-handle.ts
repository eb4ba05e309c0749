/**
 * A root that is opened once, and the folders below it, each opened from the descriptor of the one above without
 * following links. Whoever swaps a folder for a link in mid-flight gets a fault, never a write outside.
 *
 * Open folders are kept, the least recently used closed first. One instance belongs to one thread.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { libcFault } from './disk-fault.ts';
import { statusAt } from './file-status.ts';
import { lastErrno, libc, O_CLOEXEC } from './libc.ts';
import { confirmOwn, folderFlags, inTheWay, KeptFolder, type OpenFolder } from './open-folder.ts';
import { openUnread } from './open-unread.ts';
import { splitPath, terminated } from './relative-path.ts';

/** Nobody else makes a folder that is sticky and yet for its owner alone. */
export const passingMode = 0o1700;
const enoent = 2;
const eexist = 17;
const enotdir = 20;

export interface RootOptions {
  /** Absolute. The last component may be a link: the root is what the operator named. */
  readonly path: string | Uint8Array;
  /** Make the root and what is missing above it. */
  readonly make: boolean;
  /** Refuse a folder that has another name than the one it is opened by: for those who write. Default false. */
  readonly isExact?: boolean;
  /** Folders kept open besides those held. Default 64. */
  readonly capacity?: number;
}

export interface FolderOptions {
  readonly make: boolean;
  /** Made, it is marked as one that goes again when it is empty, and its entry need not last. */
  readonly isPassing?: boolean;
}

export class RootDirectory implements Disposable {
  readonly #root: KeptFolder;
  readonly #isExact: boolean;
  readonly #capacity: number;
  readonly #folders = new Map<string, KeptFolder>();
  /** Folders in which one was made since the last `syncMade`. */
  readonly #made = new Set<KeptFolder>();

  private constructor(root: KeptFolder, { isExact, capacity }: Required<Pick<RootOptions, 'isExact' | 'capacity'>>) {
    this.#root = root;
    this.#isExact = isExact;
    this.#capacity = capacity;
  }

  static open({ path, make, isExact = false, capacity = 64 }: RootOptions): RootDirectory {
    const bytes = Buffer.from(path as Uint8Array);
    if (make) makeAbove(bytes);
    const fd = openUnread(-1, terminated(bytes), constants.O_RDONLY | constants.O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) throw libcFault('open folder', bytes);
    return new RootDirectory(new KeptFolder(fd, Buffer.alloc(0)), { isExact, capacity });
  }

  /** The path by which any thread of this process opens the same folder, whatever its name leads to by then; until disposed. */
  get access(): Buffer {
    return Buffer.from(`/proc/self/fd/${this.#root.fd}`);
  }

  /**
   * The folder at a relative path, held until disposed. Throws `symlink-in-path` and `not-a-directory` for something
   * else in its place, `not-found` unless `make`, and `name-clash` for one with another name (`isExact`).
   */
  folder(path: Buffer, { make, isPassing = false }: FolderOptions): OpenFolder {
    const folder = this.#find(path, { make, isPassing });
    folder.hold();
    return folder;
  }

  /** Closes what is known of a folder and below it, so that the next use looks again. */
  forget(path: Buffer): void {
    const prefix = path.toString('latin1');
    for (const [key, folder] of this.#folders) {
      if (key === prefix || key.startsWith(`${prefix}/`)) this.#drop(key, folder);
    }
  }

  /** The same for all folders: somebody may have moved them since. */
  forgetAll(): void {
    for (const [key, folder] of this.#folders) this.#drop(key, folder);
  }

  /** Makes the folders that were made durable in the folders above them. */
  syncMade(): void {
    for (const folder of this.#made) {
      if (libc().fsync(folder.fd) !== 0) throw libcFault('sync folder', folder.path);
      this.#made.delete(folder);
      folder[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    for (const folder of this.#made) folder[Symbol.dispose]();
    this.#made.clear();
    this.forgetAll();
    this.#root.forget();
  }

  #find(path: Buffer, { make, isPassing }: Required<FolderOptions>): KeptFolder {
    if (path.length === 0) return this.#root;
    const key = path.toString('latin1');
    const known = this.#folders.get(key);
    if (known !== undefined) {
      this.#folders.delete(key);
      this.#folders.set(key, known);
      return known;
    }
    const { folder: above, name } = splitPath(path);
    const parent = this.#find(above, { make, isPassing: false });
    const fd = this.#openBelow(parent, { name: terminated(name), path, make, isPassing });
    const folder = new KeptFolder(fd, Buffer.from(path));
    this.#folders.set(key, folder);
    this.#makeRoom(folder);
    return folder;
  }

  #openBelow(
    parent: KeptFolder,
    { name, path, make, isPassing }: Required<FolderOptions> & { readonly name: Buffer; readonly path: Buffer },
  ): number {
    let fd = openUnread(parent.fd, name, folderFlags);
    let isMade = false;
    if (fd < 0 && make && lastErrno() === enoent) {
      isMade = libc().mkdirat(parent.fd, name, isPassing ? passingMode : 0o777) === 0;
      if (isMade && !isPassing) this.#noteMade(parent);
      if (!isMade && lastErrno() !== eexist) throw libcFault('make folder', path);
      fd = openUnread(parent.fd, name, folderFlags);
    }
    if (fd >= 0) {
      if (!isMade && this.#isExact) confirmOwn(parent, { name, path, fd });
      return fd;
    }
    if (lastErrno() === enotdir) throw inTheWay(path, { isLink: statusAt(parent.fd, name, path)?.kind === 'link' });
    throw libcFault('open folder', path);
  }

  #noteMade(parent: KeptFolder): void {
    if (this.#made.has(parent)) return;
    parent.hold();
    this.#made.add(parent);
  }

  #makeRoom(justOpened: KeptFolder): void {
    if (this.#folders.size <= this.#capacity) return;
    for (const [key, folder] of this.#folders) {
      if (folder.isHeld || folder === justOpened) continue;
      this.#drop(key, folder);
      return;
    }
  }

  #drop(key: string, folder: KeptFolder): void {
    this.#folders.delete(key);
    folder.forget();
  }
}

/** mkdir -p for the root itself, which the operator named. */
function makeAbove(path: Buffer): void {
  for (let at = path.indexOf('/', 1); ; at = path.indexOf('/', at + 1)) {
    const part = at < 0 ? path : path.subarray(0, at);
    if (libc().mkdirat(-1, terminated(part), 0o777) !== 0 && lastErrno() !== eexist) {
      if (at < 0) throw libcFault('make folder', path);
    }
    if (at < 0) return;
  }
}
