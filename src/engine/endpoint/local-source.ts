/** The source on a disk of this machine. Whatever is wrong with its root is `source-missing`: without it nothing may be believed. */
import { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { type FileStatus, statusAt, statusOf } from '../disk/file-status.ts';
import { folderIdentity, statusOfFolder } from '../disk/folder-identity.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { RoomMemory } from '../pipeline/room-slots.ts';
import { isEmptyFolder, readNames } from '../scan/folder-reader.ts';
import type { Listing } from '../scan/listing.ts';
import type { HiddenFolders } from '../scan/scan-selection.ts';
import { scanTree } from '../scan/scan-tree.ts';
import type { Destination, Lane, LaneOptions } from './destination.ts';
import { hiddenSources } from './hidden-source.ts';
import type { HiddenSource, Source, SourceScanOptions } from './source.ts';
import { SourceHoles } from './source-holes.ts';

export interface LocalSourceOptions {
  /** Absolute, of this machine. */
  readonly name: Buffer;
  /** The path by which it is opened: the same, or that of a descriptor that is held (`/proc/self/fd/N`). */
  readonly access: Buffer;
  readonly onlyName: Buffer | undefined;
  /** What others read of the same source at the same time is shared in it. */
  readonly room?: RoomMemory | undefined;
}

export class LocalSource implements Source {
  readonly name: Buffer;
  readonly onlyName: Buffer | undefined;
  readonly folder: string;
  readonly #access: Buffer;
  readonly #room: RoomMemory | undefined;
  readonly #rootAtStart: FileStatus;

  private constructor({ name, access, onlyName, room }: LocalSourceOptions, rootAtStart: FileStatus) {
    this.name = name;
    this.onlyName = onlyName;
    this.folder = folderIdentity(access, rootAtStart);
    this.#access = access;
    this.#room = room;
    this.#rootAtStart = rootAtStart;
  }

  /** Throws `source-missing`. */
  static open(options: LocalSourceOptions): LocalSource {
    return new LocalSource(options, statusOfRoot(options.name, options.access));
  }

  async isEmpty(): Promise<boolean> {
    // Of its own: a descriptor lists its folder once.
    using root = this.#open();
    using folder = root.folder(Buffer.alloc(0), { make: false });
    return isEmptyFolder(folder.fd, folder.path);
  }

  async *scan({ selection, nowMs, withDetails, signal }: SourceScanOptions): AsyncGenerator<Listing, void> {
    const filter = selection && { selection, nowMs, isListed: false };
    const { onlyName } = this;
    try {
      yield* scanTree({ root: this.#access, onlyName, withDetails, filter, leftovers: undefined, signal });
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.code === 'internal') throw thrown;
      throw new Fault('source-missing', thrown.message, { cause: thrown });
    }
  }

  areMounted(folders: readonly string[]): boolean {
    if (folders.length === 0) return true;
    try {
      using root = this.#open();
      return folders.every((path) => {
        using folder = root.folder(Buffer.from(path, 'latin1'), { make: false });
        return statusOf(folder.fd, folder.path).isMountPoint;
      });
    } catch {
      return false;
    }
  }

  hiddenIn(listing: Listing, hidden: HiddenFolders): readonly HiddenSource[] {
    if (listing.omitted === 0) return [];
    using root = this.#open();
    return hiddenSources(root, listing, hidden);
  }

  async namesIn(path: Buffer): Promise<ReadonlySet<string>> {
    using root = this.#open();
    using folder = root.folder(path, { make: false });
    return new Set(readNames(folder.fd, path));
  }

  async absent(paths: readonly Buffer[]): Promise<readonly boolean[]> {
    using root = this.#open();
    this.#confirmSameRoot();
    return paths.map((path) => isAbsent(root, path));
  }

  openHoles(): SourceHoles {
    return SourceHoles.open(this.#access);
  }

  async openLane(destination: Destination, options: LaneOptions): Promise<Lane> {
    return await destination.openLane({ ...options, sourceRoot: this.#access, room: this.#room });
  }

  #open(): RootDirectory {
    return openSourceRoot(this.name, this.#access);
  }

  /** By its name: the folder that is read may be held open although its share is no longer mounted there. */
  #confirmSameRoot(): void {
    const now = statusOfRoot(this.name, this.name);
    const before = this.#rootAtStart;
    if (now.inode === before.inode && now.device === before.device) return;
    throw new Fault('source-replaced', `${shownName(this.name)} is not the folder it was when the run began`);
  }
}

/** Throws `source-missing`. */
export function openSourceRoot(name: Buffer, access = name): RootDirectory {
  try {
    return RootDirectory.open({ path: access, make: false });
  } catch (thrown) {
    throw missing(name, thrown);
  }
}

/** Absent is only what the source says does not exist; every doubt counts as present. */
function isAbsent(source: RootDirectory, path: Buffer): boolean {
  const { folder: above, name } = splitPath(path);
  try {
    using folder = source.folder(above, { make: false });
    return statusAt(folder.fd, terminated(name), path) === undefined;
  } catch (thrown) {
    return thrown instanceof Fault && thrown.code === 'not-found';
  }
}

function statusOfRoot(name: Buffer, access: Buffer): FileStatus {
  let status: FileStatus | undefined;
  try {
    status = statusOfFolder(access);
  } catch (thrown) {
    throw missing(name, thrown);
  }
  if (status === undefined) throw missing(name, undefined);
  return status;
}

function missing(name: Uint8Array, cause: unknown): Fault {
  const isGone = cause === undefined || (cause instanceof Fault && cause.code === 'not-found');
  const what = isGone ? 'does not exist' : `cannot be opened: ${cause instanceof Error ? cause.message : cause}`;
  return new Fault('source-missing', `${shownName(name)} ${what}`, { cause });
}
