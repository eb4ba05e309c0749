/** What one thread of a lane has been busy with, in shared memory: milliseconds since it began. Written by one thread. */
import type { WayPart } from '../../model/bottleneck.ts';

export type WorkMemory = SharedArrayBuffer;
export type WorkTimes = Readonly<Record<WayPart, number>>;

export const noWork: WorkTimes = { source: 0, destination: 0, link: 0, limit: 0, processor: 0 };
const places: Readonly<Record<WayPart, number>> = { source: 0, destination: 1, link: 2, limit: 3, processor: 4 };
const part = 5;
const since = 6;
/** What has begun is told of only when it lasts: before that it is about to be added. */
const longMs = 250;

export function addWork(...times: readonly WorkTimes[]): WorkTimes {
  const sum = (of: WayPart): number => times.reduce((all, one) => all + one[of], 0);
  return {
    source: sum('source'),
    destination: sum('destination'),
    link: sum('link'),
    limit: sum('limit'),
    processor: sum('processor'),
  };
}

export class WorkMeter {
  readonly memory: WorkMemory;
  /** Doubles, aligned: no thread sees half of what another wrote. */
  readonly #words: Float64Array<SharedArrayBuffer>;

  constructor(memory: WorkMemory = new SharedArrayBuffer(7 * 8)) {
    this.memory = memory;
    this.#words = new Float64Array(memory);
  }

  /** With what hangs at this moment. */
  get times(): WorkTimes {
    const at = (of: WayPart): number => (this.#words[places[of]] ?? 0) + this.#hangingMs(of);
    return {
      source: at('source'),
      destination: at('destination'),
      link: at('link'),
      limit: at('limit'),
      processor: at('processor'),
    };
  }

  add(to: WayPart, ms: number): void {
    const place = places[to];
    this.#words[place] = (this.#words[place] ?? 0) + ms;
  }

  /** What the thread does from now on, by the clock that all threads share; undefined: it waits for others. */
  begin(what: WayPart | undefined, nowMs: number): void {
    this.#words[since] = nowMs;
    this.#words[part] = what === undefined ? -1 : places[what];
  }

  #hangingMs(of: WayPart): number {
    const [place, sinceMs] = [this.#words[part] ?? -1, this.#words[since] ?? 0];
    return place === places[of] && sinceMs > 0 ? Math.max(0, sharedNowMs() - sinceMs - longMs) : 0;
  }
}

/** `performance.now` counts from the start of its own thread. */
export function sharedNowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
