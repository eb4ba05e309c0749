/** What a run says while it runs. Everything here survives `postMessage`. */
import type { Progress } from '../../model/progress.ts';
import type { TransferTotals } from '../../model/transfer.ts';
import type { FaultNote, RunningPhase } from '../../model/transfer-state.ts';

export type RunEvent =
  | { readonly kind: 'phase'; readonly phase: RunningPhase }
  /** The backlog holds work: no scan. */
  | { readonly kind: 'resuming'; readonly files: number; readonly bytes: number }
  /** The backlog holds work, and yet everything is looked at again: why. */
  | { readonly kind: 'rescanning'; readonly reason: string }
  /** Something an operator should know that is no failure of a file: a device skipped, a name in the way. */
  | { readonly kind: 'finding'; readonly path: string; readonly reason: FaultNote }
  /** Given up for this run. Pending: a file with its row in the backlog, and no folder or extra. */
  | {
      readonly kind: 'file-failed';
      readonly path: string;
      readonly reason: FaultNote;
      readonly isPending: boolean;
    }
  | { readonly kind: 'waiting'; readonly reason: FaultNote; readonly nextAttemptAt: number; readonly attempt: number }
  | { readonly kind: 'progress'; readonly progress: Progress };

/** How it ended; a run that could not go on throws instead. */
export type RunSummary = TransferTotals;
