/** A publisher that writes no faster than the limits allow. */
import type { Buffer } from 'node:buffer';
import { Publisher, type PublisherOptions, type Unpublished } from './publisher.ts';
import type { StopFlag } from './stop-flag.ts';
import type { Throttle } from './throttle.ts';
import type { WorkClock } from './work-clock.ts';

export interface PacedPublisherOptions extends PublisherOptions {
  readonly throttle: Throttle;
  readonly stop: StopFlag;
  /** Told of the waits for the limits. */
  readonly clock?: WorkClock;
}

export class PacedPublisher extends Publisher {
  readonly #throttle: Throttle;
  readonly #stop: StopFlag;
  readonly #clock: WorkClock | undefined;

  constructor({ throttle, stop, clock, ...options }: PacedPublisherOptions) {
    super(options);
    this.#throttle = throttle;
    this.#stop = stop;
    this.#clock = clock;
  }

  override write(file: Unpublished, bytes: Buffer, offset: number): void {
    for (let done = 0; done < bytes.length; ) {
      const count = this.#take(bytes.length - done);
      super.write(file, count === bytes.length ? bytes : bytes.subarray(done, done + count), offset + done);
      done += count;
    }
  }

  #take(most: number): number {
    if (!this.#throttle.isLimited) return most;
    const before = this.#clock?.enter('limit');
    const count = this.#throttle.take(most, () => this.#stop.isRaised);
    this.#clock?.enter(before);
    return count;
  }
}
