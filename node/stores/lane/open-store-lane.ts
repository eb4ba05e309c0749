/** The lane of which one end or both are stores. */
import type { Lane, LaneOptions } from '../../../src/engine/endpoint/destination.ts';
import { PairedLane } from './paired-lane.ts';
import { StoreLane } from './store-lane.ts';
import type { LaneEnd } from './store-lane-worker.ts';

/** Of pieces that were read and are not written yet, of all files together. */
const mostBytesInFlight = 96 * 1024 * 1024;
/** Each of a pair: what two threads hold beside it is more, too, and half of it for each came to 360 MB in all. */
const mostBytesInFlightOfPair = 32 * 1024 * 1024;

export interface StoreLaneOptions extends LaneOptions {
  readonly from: LaneEnd;
  readonly to: LaneEnd;
}

export function openStoreLane(options: StoreLaneOptions): Lane {
  const isPaired = [options.from, options.to].some((end) => end.kind === 'store' && end.store.kind === 'sftp');
  if (!isPaired) return new StoreLane({ ...options, bytesInFlight: mostBytesInFlight });
  const { onOutcomes, onLost } = options;
  const open = (hooks: Pick<LaneOptions, 'onOutcomes' | 'onLost'>): Lane =>
    new StoreLane({ ...options, ...hooks, bytesInFlight: mostBytesInFlightOfPair });
  return new PairedLane(open, { onOutcomes, onLost });
}
