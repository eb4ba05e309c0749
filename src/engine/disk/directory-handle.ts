/**
 * A root that is opened once, and the folders below it, each opened from the descriptor of the one above without
 * following links. Whoever swaps a folder for a link in mid-flight gets a fault, never a write outside.
 *
 * Open folders are kept, the least recently used closed first. One instance belongs to one thread.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { libcFault } from './disk-fault.ts';
import { statusAt } from './file-status.ts';
import { FolderNames } from './folder-names.ts';
import { lastErrno, libc, O_CLOEXEC } from './libc.ts';
import { openUnread } from './open-unread.ts';
import { splitPath, terminated } from './relative-path.ts';

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | O_CLOEXEC;
/** Nobody else makes a folder that is sticky and yet for its owner alone. */
export const passingMode = 0o1700;
const enoent = 2;
const eexist = 17;
const enotdir = 20;

/** An open folder. It stays open while held; dispose it once for each time it was given out. */
export interface OpenFolder extends Disposable {
  readonly fd: number;
  readonly path: Buffer;
  /** How it tells names apart; whoever writes into it asks. */
  readonly names: FolderNames;
}

class Folder implements OpenFolder {
  readonly fd: number;
  readonly path: Buffer;
  readonly names: FolderNames;
  holders = 0;
  isForgotten = false;

  constructor(fd: number, path: Buffer) {
    this.fd = fd;
    this.path = path;
    this.names = new FolderNames(fd);
  }

  [Symbol.dispose](): void {
    this.holders -= 1;
    this.closeIfUnused();
  }

  closeIfUnused(): void {
    if (this.isForgotten && this.holders === 0) libc().close(this.fd);
  }
}

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
  readonly #root: Folder;
  readonly #isExact: boolean;
  readonly #capacity: number;
  readonly #folders = new Map<string, Folder>();
  /** Folders in which one was made since the last `syncMade`. */
  readonly #made = new Set<Folder>();

  private constructor(root: Folder, { isExact, capacity }: Required<Pick<RootOptions, 'isExact' | 'capacity'>>) {
    this.#root = root;
    this.#isExact = isExact;
    this.#capacity = capacity;
  }

  static open({ path, make, isExact = false, capacity = 64 }: RootOptions): RootDirectory {
    const bytes = Buffer.from(path as Uint8Array);
    if (make) makeAbove(bytes);
    const fd = openUnread(-1, terminated(bytes), constants.O_RDONLY | constants.O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) throw libcFault('open folder', bytes);
    return new RootDirectory(new Folder(fd, Buffer.alloc(0)), { isExact, capacity });
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
    folder.holders += 1;
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
    if (!this.#root.isForgotten) {
      this.#root.isForgotten = true;
      this.#root.closeIfUnused();
    }
  }

  #find(path: Buffer, { make, isPassing }: Required<FolderOptions>): Folder {
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
    const folder = new Folder(fd, Buffer.from(path));
    this.#folders.set(key, folder);
    this.#makeRoom(folder);
    return folder;
  }

  #openBelow(
    parent: Folder,
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
      if (!isMade) this.#confirmOwn(parent, { name, path, fd });
      return fd;
    }
    if (lastErrno() === enotdir) throw inTheWay(parent, name, path);
    throw libcFault('open folder', path);
  }

  #confirmOwn(parent: Folder, { name, path, fd }: { name: Buffer; path: Buffer; fd: number }): void {
    if (!this.#isExact || parent.names.tellsApart(name)) return;
    try {
      parent.names.confirmOwn(path, [name]);
    } catch (thrown) {
      libc().close(fd);
      throw thrown;
    }
  }

  #noteMade(parent: Folder): void {
    if (this.#made.has(parent)) return;
    parent.holders += 1;
    this.#made.add(parent);
  }

  #makeRoom(justOpened: Folder): void {
    if (this.#folders.size <= this.#capacity) return;
    for (const [key, folder] of this.#folders) {
      if (folder.holders > 0 || folder === justOpened) continue;
      this.#drop(key, folder);
      return;
    }
  }

  #drop(key: string, folder: Folder): void {
    this.#folders.delete(key);
    folder.isForgotten = true;
    folder.closeIfUnused();
  }
}

function inTheWay(parent: Folder, name: Buffer, path: Buffer): Fault {
  return statusAt(parent.fd, name, path)?.kind === 'link'
    ? new Fault('symlink-in-path', `${shownName(path)} is a symbolic link where a folder is needed`)
    : new Fault('not-a-directory', `${shownName(path)} is in the place of a folder`);
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
