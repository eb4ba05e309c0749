/** The listings of a scan on the peer, in order. The peer sends no more than there is room for here. */
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { maxListingsAhead } from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';

const listingsGivenBack = maxListingsAhead / 2;

export interface PeerScanOptions {
  readonly scan: number;
  readonly onRoom: (listings: number) => void;
  readonly onStop: () => void;
}

export class PeerScan {
  readonly scan: number;
  readonly #options: PeerScanOptions;
  readonly #listings: Listing[] = [];
  #end: { readonly fault: Fault | undefined } | undefined;
  #arrival = Promise.withResolvers<void>();

  constructor(options: PeerScanOptions) {
    this.scan = options.scan;
    this.#options = options;
  }

  add(listing: Listing): void {
    if (this.#listings.length >= maxListingsAhead)
      throw new Fault('bad-message', 'more listings came than there is room for');
    this.#listings.push(listing);
    this.#arrival.resolve();
  }

  /** No more will come; at most one of several reasons counts. */
  finish(fault: Fault | undefined): void {
    this.#end ??= { fault };
    this.#arrival.resolve();
  }

  /** Throws the fault with which the scan ended. */
  async *listings(): AsyncGenerator<Listing, void> {
    let taken = 0;
    try {
      for (;;) {
        const listing = this.#listings.shift();
        if (listing !== undefined) {
          yield listing;
          taken += 1;
          if (taken % listingsGivenBack === 0) this.#options.onRoom(listingsGivenBack);
        } else if (this.#end !== undefined) {
          if (this.#end.fault !== undefined) throw this.#end.fault;
          return;
        } else {
          this.#arrival = Promise.withResolvers();
          await this.#arrival.promise;
        }
      }
    } finally {
      if (this.#end === undefined) this.#options.onStop();
    }
  }
}
