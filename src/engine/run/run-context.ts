/** What all phases of one run share. */
import type { Count } from '../../model/progress.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Backlog } from '../backlog/backlog.ts';
import type { Destination } from '../endpoint/destination.ts';
import type { Source } from '../endpoint/source.ts';
import type { Naming } from '../naming/new-name.ts';
import type { LimiterMemory } from '../pipeline/rate-limiter.ts';
import type { ClashResolver } from './clash-resolver.ts';
import type { RunEvent } from './run-event.ts';
import type { RunOptions } from './run-options.ts';

export interface RunTransferOptions {
  readonly backlog: Backlog;
  readonly source: Source;
  readonly destination: Destination;
  readonly options: RunOptions;
  readonly limiters: readonly LimiterMemory[];
  readonly audit: AuditLog;
  readonly onEvent: (event: RunEvent) => void;
  /** Aborting ends the run within a second, with the signal's reason; the backlog keeps what is left. */
  readonly signal: AbortSignal;
}

/** Counts of this run. */
export class Tally {
  readonly source = { files: 0, bytes: 0 };
  readonly destination = { files: 0, bytes: 0 };
  readonly copied = { files: 0, bytes: 0 };
  readonly skipped = { files: 0, bytes: 0 };
  readonly failed = { files: 0, bytes: 0 };
  readonly deleted = { files: 0, bytes: 0 };
  readonly leftOut = { links: 0, special: 0 };
  /** Failures that the backlog has no row of: only a scan names them again. */
  unrecorded = 0;
  isScanning = false;

  add(to: 'source' | 'copied' | 'skipped' | 'failed' | 'deleted', bytes: number): void {
    this[to].files += 1;
    this[to].bytes += bytes;
  }

  get totals(): Record<'copied' | 'skipped' | 'failed' | 'deleted', Count> {
    const { copied, skipped, failed, deleted } = this;
    return { copied, skipped, failed, deleted };
  }
}

export interface RunContext extends RunTransferOptions {
  /** Counts up with every run of this backlog. */
  readonly run: number;
  /** An earlier run may have left files that are pending half written, in place. */
  readonly mayBeTorn: boolean;
  readonly tally: Tally;
  readonly clashes: ClashResolver;
  /** Which paths files get at the destination; undefined where they keep theirs. */
  readonly naming: Naming | undefined;
}

/** Rows in one transaction: large enough to be cheap, small enough that a kill loses little. */
const rowsInTransaction = 2000;

export const nothingMoved = { algorithm: null, checksum: null, durationMs: null, error: null } as const;

/** Makes durable what was done, then tells it: a line of the audit log is never ahead of the backlog. */
export function commit({ backlog, audit: log }: RunContext): void {
  backlog.commit();
  log.flush();
}

/** Whether so much was done that it is not to wait any longer. */
export function isCommitDue({ backlog, audit }: RunContext): boolean {
  return backlog.changes >= rowsInTransaction || audit.isFull;
}
