/** A scan that a peer asked for: as many listings as it has room for, then the end. */
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { maxListingsAhead, type ScanReply } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import { encodeListing } from '../link/listing-codec.ts';

export interface ScanAnswerOptions {
  readonly scan: number;
  readonly channel: DataChannel<ScanReply>;
  /** How many may be sent before `more`. */
  readonly listings: number;
  readonly source: (signal: AbortSignal) => AsyncIterable<Listing>;
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
}

export class ScanAnswer {
  /** Never rejects. */
  readonly ended: Promise<void>;
  readonly #options: ScanAnswerOptions;
  readonly #stop = new AbortController();
  #credit: number;
  #change = Promise.withResolvers<void>();

  constructor(options: ScanAnswerOptions) {
    this.#options = options;
    this.#credit = options.listings;
    this.ended = this.#run();
  }

  /** Throws `bad-message` for more than a sender keeps. */
  more(listings: number): void {
    if (this.#credit + listings > maxListingsAhead)
      throw new Fault('bad-message', 'more listings were asked for than there may be under way');
    this.#credit += listings;
    this.#change.resolve();
  }

  stop(): void {
    this.#stop.abort();
    this.#change.resolve();
  }

  async #run(): Promise<void> {
    const { scan, channel, source, signal } = this.#options;
    const stop = (): void => this.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      for await (const listing of source(this.#stop.signal)) {
        await this.#room();
        await channel.drained();
        if (this.#stop.signal.aborted) break;
        this.#credit -= 1;
        channel.frame('listing', encodeListing(scan, listing));
      }
      channel.say({ type: 'scanned', scan });
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      channel.say({ type: 'scanned', scan, fault: { code, message } });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #room(): Promise<void> {
    while (this.#credit <= 0 && !this.#stop.signal.aborted) {
      this.#change = Promise.withResolvers();
      await this.#change.promise;
    }
  }
}
