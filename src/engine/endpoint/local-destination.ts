/** The destination on a disk of this machine. */
import { Buffer } from 'node:buffer';
import { CallPace } from '../disk/call-pace.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { statusOf } from '../disk/file-status.ts';
import { folderIdentity } from '../disk/folder-identity.ts';
import type { LeftoverRule } from '../disk/leftover.ts';
import { AT_REMOVEDIR, lastErrno, libc } from '../disk/libc.ts';
import { type Clash, clashPaths, NameClash } from '../disk/name-clash.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import { openTrialFile } from '../disk/trial-file.ts';
import type { UnfinishedPlace } from '../disk/unfinished-files.ts';
import { putTime } from '../pipeline/publisher.ts';
import { isEmptyFolder } from '../scan/folder-reader.ts';
import type { Listing } from '../scan/listing.ts';
import { scanTree } from '../scan/scan-tree.ts';
import { walkTree } from '../scan/tree-walk.ts';
import { ApartFolder } from './apart-folder.ts';
import { attempt } from './attempt.ts';
import type {
  Destination,
  DestinationCapabilities,
  DestinationScanOptions,
  Failure,
  FolderLaneOptions,
  FolderTimes,
  Lane,
  Removal,
} from './destination.ts';
import { keepingTimes } from './kept-times.ts';
import { LocalLane } from './local-lane.ts';
import { tidyPassing } from './passing-folder.ts';
import { respell } from './respell.ts';
import { settleInPool } from './settle-in-pool.ts';

const enoent = 2;
/** Opening a folder and setting its times. */
const callsToSettle = 3;
const top = Buffer.alloc(0);

/** Where files lie until they are published, and the backlog whose they are. */
export interface Unfinished {
  readonly place: UnfinishedPlace;
  readonly temporaryKey: string;
}

export interface LocalDestinationOptions {
  /** Absolute; the folder is made when it is missing. */
  readonly root: Buffer;
  /** Default: beside their targets. */
  readonly unfinished?: Unfinished;
}

export class LocalDestination implements Destination {
  readonly capabilities: DestinationCapabilities;
  readonly #root: RootDirectory;
  readonly #unfinished: Unfinished | undefined;
  readonly #apart: ApartFolder | undefined;

  private constructor({ unfinished }: LocalDestinationOptions, root: RootDirectory) {
    this.#root = root;
    this.#unfinished = unfinished;
    this.capabilities = { mtimeGrainNs: findMtimeGrain(root), folder: identityOf(root) };
    if (unfinished?.place.kind !== 'apart') return;
    this.#apart = ApartFolder.open(unfinished.place, root, leftoversOf(unfinished));
  }

  /**
   * The folder is opened here, and nowhere again by its name. Throws `usage` for a place of unfinished files from which
   * nothing can be renamed into it.
   */
  static async open(options: LocalDestinationOptions): Promise<LocalDestination> {
    const root = RootDirectory.open({ path: options.root, make: true, isExact: true });
    try {
      return new LocalDestination(options, root);
    } catch (thrown) {
      root[Symbol.dispose]();
      throw thrown;
    }
  }

  /** By which threads open it, while this is held. */
  get access(): Buffer {
    return this.#root.access;
  }

  /** For the threads that write here, while this is held. */
  get unfinished(): UnfinishedPlace {
    return this.#apart?.place ?? this.#unfinished?.place ?? { kind: 'beside' };
  }

  scan({ temporaryKey, selection, signal }: DestinationScanOptions): AsyncIterable<Listing> {
    if (isEmpty(this.#root.access)) return scanHere(this.#root.access);
    const nowMs = Date.now();
    return scanTree({
      root: this.#root.access,
      onlyName: undefined,
      withDetails: false,
      filter: selection && { selection, nowMs, isListed: true },
      leftovers: { temporaryKey, startedAtMs: nowMs },
      signal,
    });
  }

  async isEmpty(): Promise<boolean> {
    return isEmpty(this.#root.access);
  }

  async openLane(options: FolderLaneOptions): Promise<Lane> {
    return LocalLane.open({ ...options, destinationRoot: this.#root.access, unfinished: this.unfinished });
  }

  async settleFolders(folders: readonly FolderTimes[], signal: AbortSignal): Promise<Failure[]> {
    this.#root.forgetAll();
    const failures: Failure[] = [];
    const pace = new CallPace();
    for (const folder of folders) {
      if (pace.isSlow && this.unfinished.kind === 'beside') break;
      signal.throwIfAborted();
      const startedAt = performance.now();
      failures.push(attempt(() => this.#settle(folder)));
      pace.observe(callsToSettle, performance.now() - startedAt);
    }
    const notMade = attempt(() => this.#root.syncMade());
    const settled = notMade === undefined ? failures : failures.map((failure) => failure ?? notMade);
    const rest = folders.slice(settled.length);
    return rest.length === 0
      ? settled
      : [...settled, ...(await settleInPool({ root: this.#root, folders: rest, signal }))];
  }

  async remove(removals: readonly Removal[], signal: AbortSignal): Promise<Failure[]> {
    this.#root.forgetAll();
    return removals.map((removal) => {
      signal.throwIfAborted();
      return attempt(() => this.#removeOne(removal));
    });
  }

  async respell(path: Buffer, clash: Clash, signal: AbortSignal): Promise<Failure> {
    signal.throwIfAborted();
    return attempt(() => respell(this.#root, clashPaths(path, clash)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Of one file as the source no folder is settled.
    attempt(() => this.#tidyBelow(top));
    this.#apart?.[Symbol.dispose]();
    this.#root[Symbol.dispose]();
  }

  #settle({ path, mtimeNs, atimeNs }: FolderTimes): void {
    // Another thread may have changed what an older handle of ours leads to.
    this.#root.forget(path);
    using folder = this.#root.folder(path, { make: true });
    this.#tidyBelow(path);
    const times = new BigInt64Array(4);
    putTime(times, 0, atimeNs);
    putTime(times, 2, mtimeNs);
    if (libc().futimens(folder.fd, times) !== 0) throw libcFault('set times of', path);
  }

  #tidyBelow(above: Buffer): void {
    const { place } = this.#unfinished ?? {};
    if (this.#unfinished === undefined || place?.kind !== 'below') return;
    const leftovers = leftoversOf(this.#unfinished);
    tidyPassing({ root: this.#root, above, name: Buffer.from(place.name), leftovers, isKept: false });
  }

  #removeOne({ path, kind }: Removal): void {
    const { folder: above, name } = splitPath(path);
    this.#root.forget(path);
    using folder = this.#openToRemove(above);
    if (folder === undefined || !folder.names.isOwn(name)) return;
    if (
      libc().unlinkat(folder.fd, terminated(name), kind === 'folder' ? AT_REMOVEDIR : 0) === 0 ||
      lastErrno() === enoent
    )
      return;
    throw libcFault('remove', path);
  }

  /** Undefined when it is there under another name: then what was to be removed from it is not there. */
  #openToRemove(path: Buffer): OpenFolder | undefined {
    try {
      return this.#root.folder(path, { make: false });
    } catch (thrown) {
      if (thrown instanceof NameClash) return undefined;
      throw thrown;
    }
  }
}

function isEmpty(path: Buffer): boolean {
  try {
    using root = RootDirectory.open({ path, make: false });
    using folder = root.folder(Buffer.alloc(0), { make: false });
    return isEmptyFolder(folder.fd, folder.path);
  } catch {
    // Whoever scans it says why it cannot be read.
    return false;
  }
}

/** Of what was empty a moment ago: starting a thread would take longer than looking. */
async function* scanHere(path: Buffer): AsyncGenerator<Listing, void> {
  using root = RootDirectory.open({ path, make: false });
  yield* walkTree({
    root,
    onlyName: undefined,
    withDetails: false,
    filter: undefined,
    onTemporary: () => false,
    paces: { opening: new CallPace(), looking: new CallPace() },
  });
}

const finest = 123_456_789n;
const grains = [1n, 100n, 1000n, 1_000_000n, 10_000_000n, 1_000_000_000n, 2_000_000_000n];

function leftoversOf({ temporaryKey }: Unfinished): LeftoverRule {
  return { temporaryKey, startedAtMs: Date.now() };
}

function identityOf(root: RootDirectory): string {
  using folder = root.folder(Buffer.alloc(0), { make: false });
  return folderIdentity(root.access, statusOf(folder.fd, folder.path));
}

/** Sets a time with all nine digits on a file of our own and looks at what is left of it. */
function findMtimeGrain(root: RootDirectory): bigint {
  using folder = root.folder(top, { make: false });
  return keepingTimes(folder, () => {
    using probe = openTrialFile(folder.fd);
    const times = new BigInt64Array([1_000_000_001n, finest, 1_000_000_001n, finest]);
    if (libc().futimens(probe.fd, times) !== 0) throw libcFault('set times in', 'the destination folder');
    const set = 1_000_000_001n * 1_000_000_000n + finest;
    const kept = statusOf(probe.fd, top).mtimeNs;
    return grains.find((grain) => kept === (set / grain) * grain) ?? 2_000_000_000n;
  });
}
