/** How a run is done: the flags that concern the engine. */
import type { TransferOptions } from '../../model/transfer-options.ts';
import { type ScanSelection, withHidden } from '../scan/scan-selection.ts';

/** The limit comes as memory that is shared with whoever changes it. */
export interface RunOptions extends Omit<TransferOptions, 'bwlimit' | 'selection'> {
  readonly selection?: ScanSelection | undefined;
}

/** `roots`: those of the transfer that are on the machine of the destination, absolute. */
export function runOptions(
  { bwlimit: _, selection, ...options }: TransferOptions,
  roots: readonly string[],
): RunOptions {
  return { ...options, selection: withHidden({ selection, partialDir: options.partialDir, roots }) };
}
