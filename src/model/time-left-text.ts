/** How long a transfer still takes, in words that say no more than is known. */
import { formatDuration } from '../runtime/units.ts';
import type { Progress } from './progress.ts';

interface TimeLeft {
  readonly etaSeconds?: Progress['etaSeconds'];
  readonly etaRange?: Progress['etaRange'];
}

/** A range, "at least" while more may be found, or that nothing can be said. */
export function timeLeftText(progress: TimeLeft & Pick<Progress, 'isScanning'>): string {
  const time = timeText(progress);
  if (time !== undefined) return `${time} left`;
  return progress.isScanning ? 'time left not known yet' : 'time left not known';
}

/** Undefined when nothing can be said. */
export function timeText({ etaSeconds, etaRange }: TimeLeft): string | undefined {
  if (etaRange?.toSeconds !== undefined)
    return `${formatDuration(etaRange.fromSeconds)} to ${formatDuration(etaRange.toSeconds)}`;
  if (etaRange !== undefined) return `at least ${formatDuration(etaRange.fromSeconds)}`;
  return etaSeconds === undefined ? undefined : formatDuration(etaSeconds);
}
