/** The clock of this machine, and however much a test moves it forward. */
import { type Clock, systemClock } from '../../src/runtime/clock.ts';

export interface MovedClock extends Clock {
  moveOn(ms: number): void;
}

export function movedClock(): MovedClock {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    sleep: systemClock.sleep,
    moveOn: (ms) => {
      ahead += ms;
    },
  };
}
