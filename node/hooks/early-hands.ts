/** What is changed of a transfer while a hook runs before it: kept for when it begins, and then handed on. */
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import type { AttemptHands } from '../runs/attempt.ts';

export class EarlyHands implements AttemptHands {
  #limit: { readonly bwlimit: RateLimit | undefined } | undefined;
  #streams: Streams | undefined;
  #grant: string | undefined;
  #hands: AttemptHands | undefined;

  setLimit(bwlimit: RateLimit | undefined): void {
    this.#limit = { bwlimit };
    this.#hands?.setLimit(bwlimit);
  }

  setStreams(streams: Streams): void {
    this.#streams = streams;
    this.#hands?.setStreams(streams);
  }

  setGrant(grant: string): void {
    this.#grant = grant;
    this.#hands?.setGrant(grant);
  }

  /** From now on these are the ones. */
  giveWay(hands: AttemptHands): void {
    this.#hands = hands;
  }

  /** The order as it has become meanwhile. */
  renewed(order: TransferOrder): TransferOrder {
    const streams = this.#streams ?? order.options.streams;
    return {
      ...order,
      options: { ...order.options, ...this.#limit, streams },
      ...(order.peer && { peer: { ...order.peer, grant: this.#grant ?? order.peer.grant } }),
    };
  }
}
