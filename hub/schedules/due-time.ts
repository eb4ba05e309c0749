/** What is to be done about a due time: a pure rule. */
import type { ScheduleTrigger } from '../../src/model/trigger.ts';

/** A hub that is busy, or was started anew in a moment, has missed nothing. */
export const missedAfterMs = 60_000;

export interface DueTime {
  /** Milliseconds since 1970, as `now`. */
  readonly due: number;
  readonly now: number;
  /** How many came due before it since the last one that was dealt with. */
  readonly earlier: number;
  /** Whether an earlier run of this trigger has not ended. */
  readonly isRunning: boolean;
}

export type DueDecision =
  | { readonly kind: 'start' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'skip'; readonly why: string };

export function decideDue(
  { missed, overlap }: Pick<ScheduleTrigger, 'missed' | 'overlap'>,
  { due, now, earlier, isRunning }: DueTime,
): DueDecision {
  if (now - due > missedAfterMs && missed === 'skip')
    return { kind: 'skip', why: `the hub was away when it was due${alsoText(earlier)}` };
  if (!isRunning || overlap === 'start') return { kind: 'start' };
  return overlap === 'queue' ? { kind: 'wait' } : { kind: 'skip', why: 'its run before has not ended' };
}

/** `, and 3 times before`. */
export function alsoText(earlier: number): string {
  return earlier === 0 ? '' : `, and ${earlier} ${earlier === 1 ? 'time' : 'times'} before`;
}
