/** How a run is done: the flags that concern the engine. */
import type { TransferOptions } from '../../model/transfer-options.ts';

/** The most a clean-up may remove: a number of files, or a share of the files at the destination. */
export type DeletionLimit =
  | { readonly kind: 'files'; readonly files: number }
  | { readonly kind: 'share'; readonly share: number };

export interface RunOptions extends Omit<TransferOptions, 'bwlimit'> {
  /** Attempts for a file after the first. */
  readonly retries: number;
  readonly maxDelete: DeletionLimit;
}

export const defaultRetries = 3;
export const defaultMaxDelete = { kind: 'share', share: 0.5 } as const satisfies DeletionLimit;
