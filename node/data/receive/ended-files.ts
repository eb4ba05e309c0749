/** What became of files on its way from the thread that ended them to the wire. */
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import { encodeOutcomes } from '../link/encoded-outcomes.ts';

export interface EndedFiles {
  readonly syncedFiles: number;
  /** As they cross to the sender (encoded-outcomes.ts). */
  readonly outcomes: Uint8Array<ArrayBuffer>;
}

/** To be transferred with its buffer. */
export function endedFiles(outcomes: Outcomes): EndedFiles {
  return {
    syncedFiles: outcomes.synced.length,
    outcomes: encodeOutcomes(outcomes) as Uint8Array<ArrayBuffer>,
  };
}
