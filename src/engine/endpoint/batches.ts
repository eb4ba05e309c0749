/** What a local lane gives to a thread at once. */
import { largeFileBytes } from '../pipeline/block-sender.ts';
import type { LaneItem } from './item.ts';

const mostFilesInBatch = 256;
const mostBytesInBatch = 16 * 1024 * 1024;

export interface Batch {
  readonly items: readonly LaneItem[];
  readonly isLarge: boolean;
  /** Of those that are known now. */
  readonly isLast: boolean;
}

/** Runs of small files together, large files one by one, in the order given. */
export function* batches(items: readonly LaneItem[]): Generator<Batch> {
  let small: LaneItem[] = [];
  let bytes = 0;
  for (const [index, item] of items.entries()) {
    if (item.size > largeFileBytes) {
      yield { items: [item], isLarge: true, isLast: index === items.length - 1 };
      continue;
    }
    small.push(item);
    bytes += item.size;
    if (small.length < mostFilesInBatch && bytes < mostBytesInBatch) continue;
    yield { items: small, isLarge: false, isLast: false };
    small = [];
    bytes = 0;
  }
  if (small.length > 0) yield { items: small, isLarge: false, isLast: true };
}
