/** A further connection of a session: brings blocks for its lane, and nothing else. */
import type { Buffer } from 'node:buffer';
import { StreamMessage } from '../../../src/protocol/data-link.ts';
import { parseMessage } from '../link/message-text.ts';
import type { IncomingLane } from './incoming-lane.ts';

export interface JoinedStreamOptions {
  readonly lane: () => IncomingLane | undefined;
  /** The connection has ended. `wasTold`: all that was given to it has come. */
  readonly onEnd: (wasTold: boolean) => void;
}

export class JoinedStream implements AsyncDisposable {
  readonly #options: JoinedStreamOptions;
  #wasTold = false;

  constructor(options: JoinedStreamOptions) {
    this.#options = options;
  }

  get lane(): IncomingLane | undefined {
    return this.#options.lane();
  }

  take(body: Buffer): void {
    if (parseMessage(StreamMessage, body).type === 'leave') this.#wasTold = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.onEnd(this.#wasTold);
  }
}
