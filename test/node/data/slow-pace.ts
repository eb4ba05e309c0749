import { CallPace } from '../../../src/engine/disk/call-pace.ts';

/** Has seen calls that take 100 ms each, so that many are put in flight. */
export function slowPace(): CallPace {
  const pace = new CallPace();
  for (let look = 0; look < 4; look += 1) pace.observe(10, 1000);
  return pace;
}
