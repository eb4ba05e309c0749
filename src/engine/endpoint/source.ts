/**
 * Where files come from, as a run and a plan know it. A folder of this machine and a store implement it.
 *
 *   scan ──▶ listings, in the order of scan/listing.ts
 *   openLane ──▶ files move from here into a destination
 *   absent ──▶ the live check before anything is removed over there
 */
import type { Buffer } from 'node:buffer';
import type { Listing } from '../scan/listing.ts';
import type { HiddenFolders, ScanSelection } from '../scan/scan-selection.ts';
import type { Destination, Lane, LaneOptions } from './destination.ts';
import type { Finding } from './item.ts';

export interface SourceScanOptions {
  readonly selection: ScanSelection | undefined;
  /** Ages of files are counted from here. */
  readonly nowMs: number;
  /** Times and owners, which the backlog records. */
  readonly withDetails: boolean;
  /** There is nothing to compare with: times may be rough where the exact ones cost a question each. */
  readonly isComparedWithNothing: boolean;
  readonly signal: AbortSignal;
}

export interface HiddenSource {
  readonly path: Buffer;
  readonly reason: Finding;
}

export interface Holes extends Disposable {
  /** Bytes of the file that take no room at the target. */
  bytesOf(path: Buffer, size: number): number;
}

export interface Source {
  /** Its name in the backlog, the audit log and messages. */
  readonly name: Buffer;
  /** Only this entry of it, and no folder. */
  readonly onlyName: Buffer | undefined;
  /** Which folder it is: another text when a new one took its place. */
  readonly folder: string;
  isEmpty(signal: AbortSignal): Promise<boolean>;
  /** Throws `source-missing` where the root cannot be read. */
  scan(options: SourceScanOptions): AsyncIterable<Listing>;
  /** Whether something is still mounted on each of these folders (byte strings). */
  areMounted(folders: readonly string[]): boolean;
  /** Of a folder, those directly in it that are called as `--partial-dir` says and that somebody else made. */
  hiddenIn(listing: Listing, hidden: HiddenFolders): readonly HiddenSource[];
  /** What a folder lists now, as byte strings. */
  namesIn(folder: Buffer, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /**
   * For each path whether it is certain, now, that the source does not have it. Throws `source-missing`, and `source-replaced`
   * where the root is not what it was when it was opened.
   */
  absent(paths: readonly Buffer[], signal: AbortSignal): Promise<readonly boolean[]>;
  openHoles(): Holes;
  openLane(destination: Destination, options: LaneOptions): Promise<Lane>;
}
