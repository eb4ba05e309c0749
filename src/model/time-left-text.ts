/** How long a transfer still takes, in words that say no more than is known. */
import { formatDuration } from '../runtime/units.ts';
import type { Progress } from './progress.ts';

/** A range, "at least" while the scan runs, or that nothing can be said. */
export function timeLeftText({ etaSeconds, etaRange, isScanning }: Progress): string {
  if (etaRange?.toSeconds !== undefined)
    return `${formatDuration(etaRange.fromSeconds)} to ${formatDuration(etaRange.toSeconds)} left`;
  if (etaRange !== undefined) return `at least ${formatDuration(etaRange.fromSeconds)} left`;
  if (etaSeconds !== undefined) return `${formatDuration(etaSeconds)} left`;
  return isScanning ? 'time left not known yet' : 'time left not known';
}
