/** Where a run stands, in one line. */
import { bytesUnderWay } from '../model/moved-bytes.ts';
import { shownPath } from '../model/path-text.ts';
import type { Progress } from '../model/progress.ts';
import { timeLeftText } from '../model/time-left-text.ts';
import { formatBytes, formatRate } from '../runtime/units.ts';

export function progressLine(progress: Progress): string {
  const { copied, copiedInAll, pending, rate, isScanning, failed, files } = progress;
  const total = copied.bytes + pending.bytes - bytesUnderWay(files);
  const parts = [
    `${formatBytes(copied.bytes)} of ${formatBytes(total)}${isScanning ? '+' : ''}`,
    `${copied.files} of ${copied.files + pending.files}${isScanning ? '+' : ''} files`,
    formatRate(rate),
  ];
  if (isScanning) parts.push('scanning');
  if (pending.files > 0) parts.push(timeLeftText(progress));
  if (copiedInAll.files > copied.files)
    parts.push(`in all ${formatBytes(copiedInAll.bytes)}, ${copiedInAll.files} files`);
  if (failed.files > 0) parts.push(`${failed.files} failed`);
  const current = files.find(({ state }) => state === 'sending') ?? files.find(({ state }) => state === 'verifying');
  if (current !== undefined)
    parts.push(`${current.state === 'verifying' ? 'verifying ' : ''}${shownPath(current.path)}`);
  return parts.join('  ');
}
