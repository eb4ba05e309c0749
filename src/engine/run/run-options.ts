/** How a run is done: the flags that concern the engine. */
import type { TransferOptions } from '../../model/transfer-options.ts';

/** The limit comes as memory that is shared with whoever changes it. */
export type RunOptions = Omit<TransferOptions, 'bwlimit'>;
