/**
 * Says into a meter what its thread does. Whoever blocks `enter`s what it does now; whoever has many files in flight says
 * what each of them took. The time that the processor took of it is told apart, ten times a second at most: asking costs
 * as much as reading a small file.
 */
import type { WayPart } from '../../model/bottleneck.ts';
import { ProcessorTime } from './processor-time.ts';
import { sharedNowMs, type WorkMeter } from './work-meter.ts';

const splitEveryMs = 100;
/** What is between two nodes is no thread's work. */
type Stretch = 'source' | 'destination' | 'limit';

export interface WorkClockOptions {
  readonly meter: WorkMeter;
  /** Of waits for a limit that are within what is `spent`. */
  readonly limitedMs?: () => number;
}

export class WorkClock {
  readonly #meter: WorkMeter;
  readonly #limitedMs: () => number;
  readonly #processor = new ProcessorTime();
  #doing: Stretch | undefined;
  #since = sharedNowMs();
  #splitAt = this.#since;
  #limitedBefore = 0;
  readonly #spent = { source: 0, destination: 0, limit: 0 };

  constructor({ meter, limitedMs = () => 0 }: WorkClockOptions) {
    this.#meter = meter;
    this.#limitedMs = limitedMs;
  }

  /** Answers what it was before. Undefined is waiting for others. */
  enter(doing: Stretch | undefined): Stretch | undefined {
    const now = sharedNowMs();
    const before = this.#doing;
    if (before !== undefined) this.#spent[before] += now - this.#since;
    this.#doing = doing;
    this.#since = now;
    this.#meter.begin(doing, now);
    if (now - this.#splitAt >= splitEveryMs) this.#split(now);
    return before;
  }

  /** Of one of many in flight. */
  spent(on: Stretch, ms: number): void {
    this.#spent[on] += ms;
    const now = sharedNowMs();
    if (now - this.#splitAt >= splitEveryMs) this.#split(now);
  }

  #split(now: number): void {
    const wallMs = now - this.#splitAt;
    this.#splitAt = now;
    const { source, destination, limit } = this.#spent;
    this.#spent.source = 0;
    this.#spent.destination = 0;
    this.#spent.limit = 0;
    const limitedMs = this.#limitedMs();
    const within = Math.min(source + destination, limitedMs - this.#limitedBefore);
    this.#limitedBefore = limitedMs;
    const all = source + destination + limit;
    if (all === 0) return;
    // Of many at once, what each has of the thread's time.
    const scale = Math.min(1, wallMs / all);
    const busyMs = (source + destination - within) * scale;
    const computedMs = Math.min(busyMs, this.#processor.passedMs);
    const share = source + destination === 0 ? 0 : (busyMs - computedMs) / (source + destination);
    const meter: Readonly<Record<Exclude<WayPart, 'link'>, number>> = {
      source: source * share,
      destination: destination * share,
      limit: (limit + within) * scale,
      processor: computedMs,
    };
    for (const [part, ms] of Object.entries(meter)) this.#meter.add(part as keyof typeof meter, ms);
  }
}
