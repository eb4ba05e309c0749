/**
 * One attempt to bring a transfer to its end: from opening its backlog to done, stopped or a fault. Runs decide when there
 * is one; what does the work (the engine on this machine, or with a peer over the data port) is behind this contract.
 */
import type { FailedFile, Finding } from '../../src/model/finding.ts';
import type { Progress } from '../../src/model/progress.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { TransferOrder, TransferTotals } from '../../src/model/transfer.ts';
import type { FaultNote, RunningPhase, Wait } from '../../src/model/transfer-state.ts';
import type { OrderedPlace } from '../ordered-places.ts';
import type { RootedPath } from '../roots.ts';

export interface AttemptOptions {
  readonly order: TransferOrder;
  readonly source: OrderedPlace;
  /** Where to; undefined when the order names a peer. */
  readonly destination: OrderedPlace | undefined;
  /** As in ordered-places.ts. */
  readonly partialDir: RootedPath | undefined;
  /** One database a pair of locations, so that a repeated transfer skips what is done. */
  readonly backlogFile: string;
  readonly observer: AttemptObserver;
  /** Abort stops cleanly within a second: what was under way is pending again, and `stopped` is the end. */
  readonly signal: AbortSignal;
}

/** What can be changed while it is under way. */
export interface AttemptHands {
  /** In force at once. */
  setLimit(limit: RateLimit | undefined): void;
  /** In force at once. */
  setStreams(streams: Streams): void;
  /** Every further connection to the peer uses it. */
  setGrant(grant: string): void;
}

export interface AttemptObserver {
  /** Once, before anything else. */
  onStarted(hands: AttemptHands): void;
  onPhase(phase: RunningPhase): void;
  /** It pauses by itself for want of room; the next phase says that it goes on. */
  onWaiting(wait: Wait): void;
  /** At most four times a second. */
  onProgress(progress: Progress): void;
  /** Once for every file that is given up. The path may be shown as it is. */
  onFileFailed(failed: FailedFile): void;
  /** Something to know that is no failure of a file. The path may be shown as it is. */
  onFinding(finding: Finding): void;
}

export type AttemptEnd =
  | { readonly kind: 'done'; readonly totals: TransferTotals }
  | { readonly kind: 'stopped' }
  /** Retryable: it may go on later from its backlog, without anybody changing anything. */
  | { readonly kind: 'fault'; readonly reason: FaultNote; readonly isRetryable: boolean };

/** Never rejects. */
export type RunAttempt = (options: AttemptOptions) => Promise<AttemptEnd>;
