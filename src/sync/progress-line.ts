/** Where a run stands, in one line. */

import { bytesUnderWay } from '../model/moved-bytes.ts';
import { shownPath } from '../model/path-text.ts';
import type { Progress } from '../model/progress.ts';
import { formatBytes, formatDuration, formatRate } from '../runtime/units.ts';

export function progressLine({ copied, pending, rate, etaSeconds, isScanning, failed, files }: Progress): string {
  const total = copied.bytes + pending.bytes - bytesUnderWay(files);
  const parts = [
    `${formatBytes(copied.bytes)} of ${formatBytes(total)}${isScanning ? '+' : ''}`,
    `${copied.files} of ${copied.files + pending.files}${isScanning ? '+' : ''} files`,
    formatRate(rate),
  ];
  if (isScanning) parts.push('scanning');
  else if (etaSeconds !== undefined) parts.push(`${formatDuration(etaSeconds)} left`);
  if (failed.files > 0) parts.push(`${failed.files} failed`);
  const current = files.find(({ state }) => state === 'sending') ?? files.find(({ state }) => state === 'verifying');
  if (current !== undefined)
    parts.push(`${current.state === 'verifying' ? 'verifying ' : ''}${shownPath(current.path)}`);
  return parts.join('  ');
}
