/** One counting of what lies below a folder, wherever it is done. */
import type { FolderSize } from '../../src/model/folder-size.ts';

export interface Measure {
  /** How far it is. */
  size(): FolderSize;
  /** Settles when it has ended by itself or was stopped; rejects with what the folder itself met. */
  readonly ended: Promise<void>;
  stop(): void;
}
