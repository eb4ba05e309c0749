/**
 * Where files go. The local disk and a peer node implement it; `runTransfer` knows nothing else of either.
 *
 *   scan ──▶ listings, in the order of scan/listing.ts
 *   openLane ──▶ submit(items) … onOutcomes(…) … close
 *   settleFolders, remove ──▶ one result for each
 */
import type { Buffer } from 'node:buffer';
import type { ChecksumName } from '../../model/transfer-options.ts';
import type { EntryKind } from '../disk/file-status.ts';
import type { Clash, FaultFacts } from '../disk/name-clash.ts';
import type { LimiterMemory } from '../pipeline/rate-limiter.ts';
import type { RoomMemory } from '../pipeline/room-slots.ts';
import type { WorkTimes } from '../pipeline/work-meter.ts';
import type { Listing } from '../scan/listing.ts';
import type { ScanSelection } from '../scan/scan-selection.ts';
import type { LaneItem, Outcomes } from './item.ts';

export interface DestinationCapabilities {
  /** The finest difference in mtime that it keeps, found by trying: 1 on most, 2,000,000,000 on FAT. */
  readonly mtimeGrainNs: bigint;
  /** Which folder it is: another text when a new one took its place. */
  readonly folder: string;
}

export interface LaneOptions {
  /** Of the backlog; see disk/temporary-name.ts. */
  readonly temporaryKey: string;
  readonly checksum: ChecksumName;
  /** Each file is read back before it is published. */
  readonly verify: boolean;
  /** A file that is there is written into. */
  readonly inplace: boolean;
  /** Files may get other paths than they have at the source. */
  readonly renames: boolean;
  readonly blockSizeBytes: number;
  readonly queueCapacity: number;
  /** Threads may be started before the first file comes. */
  readonly isWorkLikely: boolean;
  /** All of them are kept to. */
  readonly limiters: readonly LimiterMemory[];
  /** Each submitted item comes back once, in any order, unless the lane is stopped or lost. */
  readonly onOutcomes: (outcomes: Outcomes) => void;
  /** The lane cannot go on (its thread or its peer died): what was submitted and not reported was not done. Called at most once. */
  readonly onLost: (thrown: unknown) => void;
}

export interface FolderLaneOptions extends LaneOptions {
  /** Absolute path of the source. */
  readonly sourceRoot: Buffer;
  /** Where others share what they read of it; undefined where there is nobody else. */
  readonly room: RoomMemory | undefined;
}

export interface FileUnderWay {
  readonly id: number;
  readonly sizeBytes: number;
  /** Moved; of one that is written already, read back. */
  readonly doneBytes: number;
  readonly state: 'sending' | 'verifying';
}

/** How far a lane is, asked for a few times a second. */
export interface LaneSample {
  /** Written at the destination since the lane was opened, retries included. */
  readonly writtenBytes: number;
  /** Large files only: small ones come and go within one sample. */
  readonly files: readonly FileUnderWay[];
  /** Connections that carry it; undefined where none does. */
  readonly streams: number | undefined;
  /** Of all its threads. */
  readonly work: WorkTimes;
}

export interface Lane extends AsyncDisposable {
  /** Takes items and resolves when there is room for more. Rejects with the signal's reason. */
  submit(items: readonly LaneItem[], signal: AbortSignal): Promise<void>;
  sample(): LaneSample;
  /** Gives up what is under way within a second; temporary files are removed, nothing half is published. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface FolderTimes {
  readonly path: Buffer;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
}

export interface Removal {
  readonly path: Buffer;
  readonly kind: EntryKind;
}

/** Per entry: undefined when it was done. */
export type Failure = FaultFacts | undefined;

export interface DestinationScanOptions {
  readonly temporaryKey: string;
  /** Folders that do not belong to it need not be opened; what is listed of them is held against it again. */
  readonly selection: ScanSelection | undefined;
  readonly signal: AbortSignal;
}

export interface Destination extends AsyncDisposable {
  readonly capabilities: DestinationCapabilities;
  /** Ends at once when the root does not exist yet. Temporary files of earlier runs of this backlog are removed on the way. */
  scan(options: DestinationScanOptions): AsyncIterable<Listing>;
  /** Whether it is certain that nothing is there, where that is cheap to know. */
  isEmpty?(signal: AbortSignal): Promise<boolean>;
  /** For files of a folder of this machine. */
  openLane(options: FolderLaneOptions): Promise<Lane>;
  /** Makes the folders that are missing and sets their times, in the order given: children before parents. */
  settleFolders(folders: readonly FolderTimes[], signal: AbortSignal): Promise<readonly Failure[]>;
  /**
   * In the order given. A folder is removed only when it is empty; what is gone already counts as removed. An entry that
   * is there under another spelling of its name is another's.
   */
  remove(removals: readonly Removal[], signal: AbortSignal): Promise<readonly Failure[]>;
  /** Gives the entry of a clash that was met on the way to `path` the name that was wanted. */
  respell(path: Buffer, clash: Clash, signal: AbortSignal): Promise<Failure>;
}
