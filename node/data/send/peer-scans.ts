/** Scans that are asked of a peer over one connection, one after another. */
import type { Buffer } from 'node:buffer';
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { maxListingsAhead, type ReceiverMessage, type ScanMessage } from '../../../src/protocol/data-link.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import { asFault, type Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import { decodeListing } from '../link/listing-codec.ts';
import { PeerScan } from './peer-scan.ts';

export class PeerScans {
  readonly #channel: DataChannel<ScanMessage>;
  #scan: PeerScan | undefined;
  #count = 0;

  constructor(channel: DataChannel<ScanMessage>) {
    this.#channel = channel;
  }

  /** Throws what the scan meets over there, why the connection ended, or the signal's reason. */
  async *ask({
    temporaryKey,
    signal,
  }: {
    readonly temporaryKey: string;
    readonly signal: AbortSignal;
  }): AsyncGenerator<Listing, void> {
    signal.throwIfAborted();
    if (!this.#channel.isOpen) throw await this.#channel.closed;
    this.#count += 1;
    const scan = this.#count;
    const answers = new PeerScan({
      scan,
      onRoom: (listings) => this.#channel.say({ type: 'scan-more', scan, listings }),
      onStop: () => this.#channel.say({ type: 'scan-stop', scan }),
    });
    this.#scan = answers;
    const onAbort = (): void => answers.finish(asFault(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#channel.say({ type: 'scan', scan, temporaryKey, listings: maxListingsAhead });
    try {
      yield* answers.listings();
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) this.#channel.say({ type: 'scan-stop', scan });
    }
  }

  /** The body of a listing frame. Those of a scan that was given up may still be on their way. */
  take(body: Buffer): void {
    const { scan, listing } = decodeListing(body);
    if (scan === this.#scan?.scan) this.#scan.add(listing);
  }

  finish({ scan, fault }: Extract<ReceiverMessage, { type: 'scanned' }>): void {
    if (scan === this.#scan?.scan) this.#scan.finish(fault && faultFromBody(fault));
  }

  /** The connection has ended. */
  lose(fault: Fault): void {
    this.#scan?.finish(fault);
  }
}
