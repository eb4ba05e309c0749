/** How far the clock of one machine is from that of another, in words. Nothing depends on it; records are hard to compare. */
import { formatDuration } from '../runtime/units.ts';

/** Above it somebody should set a clock right. */
const notableMs = 2000;

export function isNotableSkew(ms: number): boolean {
  return Math.abs(ms) > notableMs;
}

/** `3 ms ahead`, `45 s behind`, `2 h 00 ahead`; with `whose`, `45 s behind the hub's`. */
export function skewText(ms: number, whose?: string): string {
  const amount = Math.abs(Math.round(ms));
  const side = ms < 0 ? 'behind' : whose === undefined ? 'ahead' : 'ahead of';
  return [amountText(amount), side, whose].filter(Boolean).join(' ');
}

function amountText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : formatDuration(ms / 1000);
}
