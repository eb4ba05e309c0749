/** What the hub in this process does over and over (hub/rounds.ts) is done only when a test says so. */
import { onTestFinished, vi } from 'vitest';
import { catchUpEveryMs } from '../../hub/transfers/dispatcher.ts';

export interface RoundsByHand {
  /** As if a quarter of a minute went by: nodes are told what they could not be told yet. */
  pass(): void;
}

/** To be called before the hub is opened. */
export function roundsByHand(): RoundsByHand {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  return { pass: () => void vi.advanceTimersByTime(catchUpEveryMs) };
}
