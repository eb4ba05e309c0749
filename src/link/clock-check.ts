/** A clock that cannot be right: certificates would be dated by it, and nobody could tell good ones from others. */
import { X509Certificate } from 'node:crypto';
import { Fault } from '../runtime/fault.ts';

/** Nothing that this program is made of is as old. */
const earliest = Date.UTC(2025, 0, 1);

/**
 * `now` in milliseconds since 1970; `certificate` is our own in PEM, where there is one: certificates begin a day in the past,
 * so that a clock before its beginning is wrong by more than that. Throws `clock-wrong`.
 */
export function confirmClock(now: number, certificate?: string): void {
  const issued = certificate === undefined ? earliest : new X509Certificate(certificate).validFromDate.getTime();
  if (now >= Math.max(issued, earliest)) return;
  const than = issued > earliest ? `the certificate of this program (${shown(issued)})` : 'this program';
  throw new Fault('clock-wrong', `the clock of this machine says ${shown(now)}, which is older than ${than}`);
}

function shown(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
