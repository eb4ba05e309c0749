/** How the queue of blocks that was asked for is kept between nodes. */
import type { TransferOptions } from '../../../src/model/transfer-options.ts';

/**
 * Of a frame: a block that is longer goes in several. What one thread has just written and the next one reads is then still
 * in the cache of the processor (bench/node-to-node.ts), and acknowledgements come while a block is under way.
 */
const mostFrameBytes = 1024 * 1024;
const mostSlots = 1000;
/** Of one lane; the receiver has its own bound. */
const mostRingBytes = 32 * 1024 * 1024;

export interface FrameQueue {
  readonly frameBytes: number;
  /** Frames. */
  readonly queueCapacity: number;
}

export function frameQueue({
  blockSizeBytes,
  queueCapacity,
}: Pick<TransferOptions, 'blockSizeBytes' | 'queueCapacity'>): FrameQueue {
  const frameBytes = Math.min(blockSizeBytes, mostFrameBytes);
  const queuedBytes = Math.min(queueCapacity * blockSizeBytes, mostRingBytes);
  return { frameBytes, queueCapacity: Math.min(mostSlots, Math.max(2, Math.floor(queuedBytes / frameBytes))) };
}
