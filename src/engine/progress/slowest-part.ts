/** Which part of the way the others wait for: the one that was busy most in the last seconds. */
import type { Bottleneck, WayPart } from '../../model/bottleneck.ts';
import { wayParts } from '../../model/way-parts.ts';
import { noWork, type WorkTimes } from '../pipeline/work-meter.ts';

/** Half of what was seen three seconds ago. */
const halfSeconds = 3;
/** Busy for less of the time than this, a lane has nothing to do. */
const leastBusy = 0.1;
/** Another one must be ahead by so much, so that the answer does not flicker. */
const lead = 1.15;

export class SlowestPart {
  readonly #busy: Record<WayPart, number> = { ...noWork };
  #before: WorkTimes = noWork;
  #seconds = 0;
  #at: WayPart | undefined;

  /** After another look at the meters. Undefined while too little was seen, and while there is little to do. */
  observe(times: WorkTimes, seconds: number): Bottleneck | undefined {
    const fade = 0.5 ** (seconds / halfSeconds);
    this.#seconds = this.#seconds * fade + seconds;
    for (const part of wayParts)
      this.#busy[part] = this.#busy[part] * fade + Math.max(0, times[part] - this.#before[part]) / 1000;
    this.#before = times;
    const all = wayParts.reduce((sum, part) => sum + this.#busy[part], 0);
    if (all === 0 || all < leastBusy * this.#seconds) return undefined;
    const most = wayParts.reduce((one, other) => (this.#busy[other] > this.#busy[one] ? other : one));
    if (this.#at === undefined || this.#busy[most] > this.#busy[this.#at] * lead) this.#at = most;
    return { at: this.#at, share: Math.round((this.#busy[this.#at] / all) * 100) / 100 };
  }
}
