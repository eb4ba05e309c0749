/** Where a run stands, in one line. */
import { shownPath } from '../model/path-text.ts';
import type { Progress } from '../model/progress.ts';
import { formatBytes, formatDuration, formatRate } from '../runtime/units.ts';

export function progressLine({ copied, pending, rate, etaSeconds, isScanning, failed, files }: Progress): string {
  const total = copied.bytes + pending.bytes - underWay(files);
  const parts = [
    `${formatBytes(copied.bytes)} of ${formatBytes(total)}${isScanning ? '+' : ''}`,
    `${copied.files} of ${copied.files + pending.files}${isScanning ? '+' : ''} files`,
    formatRate(rate),
  ];
  if (isScanning) parts.push('scanning');
  else if (etaSeconds !== undefined) parts.push(`${formatDuration(etaSeconds)} left`);
  if (failed.files > 0) parts.push(`${failed.files} failed`);
  const current = files.find(({ state }) => state === 'sending');
  if (current !== undefined) parts.push(shownPath(current.path));
  return parts.join('  ');
}

/** Counted as copied already, and still pending. */
function underWay(files: Progress['files']): number {
  return files.reduce((sum, { state, doneBytes }) => (state === 'sending' ? sum + doneBytes : sum), 0);
}
