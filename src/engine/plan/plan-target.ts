/** A target as a plan looks at it: without writing to it, on this machine or on another. */
import type { Buffer } from 'node:buffer';
import type { NameHandling } from '../../model/plan.ts';
import type { Listing } from '../scan/listing.ts';
import type { ScanSelection } from '../scan/scan-selection.ts';

export interface TargetFacts {
  /** There is no such folder; the rest is of the nearest one above it. */
  readonly isMissing: boolean;
  readonly caseHandling: NameHandling;
  readonly normalForms: NameHandling;
  readonly freeBytes: number;
  /** By the type of its file system: 1 where nothing says otherwise. */
  readonly mtimeGrainNs: bigint;
}

export interface PlanScanOptions {
  /** Folders that do not belong to it need not be opened; what is listed of them is held against it again. */
  readonly selection: ScanSelection | undefined;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

export interface PlanTarget {
  readonly facts: TargetFacts;
  /** Ends at once when it is missing. */
  scan(options: PlanScanOptions): AsyncIterable<Listing>;
  /** For each name, whether the target refuses it for its length. */
  refusesLong(names: readonly Buffer[], signal: AbortSignal): Promise<readonly boolean[]>;
}

/** No file system in use refuses a name of up to this many bytes. */
export const surelyShortBytes = 128;
