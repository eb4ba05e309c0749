/** How old a file is, as rclone users write it: `90s`, `30m`, `12h`, `7d`, `2w`, `1M`, `1y`, or several: `1d12h`. */
import { Fault } from './fault.ts';

const seconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  M: 30 * 86_400,
  y: 365 * 86_400,
};

/** Seconds. Throws a `usage` fault that shows what would be right. */
export function parseAge(text: string): number {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)([smhdwMy])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.trim())
    throw new Fault('usage', `'${text}' is not an age; write 90s, 30m, 12h, 7d, 2w, 1M or 1y`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (seconds[unit ?? ''] ?? 0), 0);
}
