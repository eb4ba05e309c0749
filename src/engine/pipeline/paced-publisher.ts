/** A publisher that writes no faster than the limits allow. */
import type { Buffer } from 'node:buffer';
import { Publisher, type PublisherOptions, type Unpublished } from './publisher.ts';
import type { StopFlag } from './stop-flag.ts';
import type { Throttle } from './throttle.ts';

export interface PacedPublisherOptions extends PublisherOptions {
  readonly throttle: Throttle;
  readonly stop: StopFlag;
}

export class PacedPublisher extends Publisher {
  readonly #throttle: Throttle;
  readonly #stop: StopFlag;

  constructor({ throttle, stop, ...options }: PacedPublisherOptions) {
    super(options);
    this.#throttle = throttle;
    this.#stop = stop;
  }

  override write(file: Unpublished, bytes: Buffer, offset: number): void {
    for (let done = 0; done < bytes.length; ) {
      const count = this.#throttle.take(bytes.length - done, () => this.#stop.isRaised);
      super.write(file, count === bytes.length ? bytes : bytes.subarray(done, done + count), offset + done);
      done += count;
    }
  }
}
