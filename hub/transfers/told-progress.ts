/**
 * A notice of progress, kept as it came. Of ten thousand transfers a few are looked at; the progress of all of them as objects
 * that are replaced twice a second was most of what the garbage collector had to do.
 */

import type { Progress } from '../../src/model/progress.ts';
import { Envelope } from '../../src/protocol/envelope.ts';
import { nodeToHub } from '../../src/protocol/node-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';

export class ToldProgress {
  /** That it speaks of. */
  readonly transfers: readonly TransferId[];
  readonly #message: Buffer;
  #read: ReadonlyMap<TransferId, Progress> | undefined;

  /** `message` is what the link has read and found good. */
  constructor(transfers: readonly TransferId[], message: Buffer) {
    this.transfers = transfers;
    this.#message = message;
  }

  /** Of one that it speaks of. */
  of(transfer: TransferId): Progress {
    this.#read ??= readProgress(this.#message);
    return this.#read.get(transfer) as Progress;
  }
}

function readProgress(message: Buffer): ReadonlyMap<TransferId, Progress> {
  const notice = Envelope.parse(JSON.parse(String(message)));
  const { transfers } = nodeToHub.notices.progress.parse('body' in notice ? notice.body : undefined);
  return new Map(transfers.map(({ transfer, progress }) => [transfer, progress]));
}
