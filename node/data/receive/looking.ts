/** What a peer that only looks may ask: listings, and whether names are too long. Nothing that it can say writes anything. */
import type { Buffer } from 'node:buffer';
import type { TargetFacts } from '../../../src/engine/plan/plan-target.ts';
import { pathBytes } from '../../../src/model/path-text.ts';
import { type LookAnswer, LookMessage } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import { parseMessage } from '../link/message-text.ts';
import type { LookThread } from './look-thread.ts';
import { Scans } from './scans.ts';

export interface LookingOptions {
  readonly channel: DataChannel<LookAnswer>;
  /** Of the folder, or of the nearest above it, held open by `thread`. */
  readonly path: Buffer;
  readonly facts: TargetFacts;
  readonly thread: LookThread;
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
}

type TryNames = Extract<LookMessage, { type: 'try-names' }>;

export class Looking implements AsyncDisposable {
  /** Files are not taken. */
  readonly lane = undefined;
  readonly #options: LookingOptions;
  readonly #scans: Scans;
  /** One question at a time, so that they do not pile up before a slow disk. */
  #trying: Promise<void> | undefined;

  constructor(options: LookingOptions) {
    this.#options = options;
    this.#scans = new Scans({ ...options, isTidying: false });
  }

  take(body: Buffer): void {
    const message = parseMessage(LookMessage, body);
    if (message.type === 'alive') return;
    if (message.type !== 'try-names') {
      // Above a folder that is missing there may be anything, and none of it was granted.
      if (this.#options.facts.isMissing) throw new Fault('bad-message', 'a scan was asked for of what is not there');
      this.#scans.take(message);
      return;
    }
    if (this.#trying !== undefined) throw new Fault('bad-message', 'names were asked for while others are looked at');
    this.#trying = this.#try(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#scans.ended(), this.#trying]);
  }

  async #try({ id, names }: TryNames): Promise<void> {
    const { channel, thread, signal } = this.#options;
    try {
      const asked = names.map(pathBytes);
      // Of a path it would be another folder that is asked.
      if (asked.some((name) => name.includes(0) || name.includes('/')))
        throw new Fault('bad-message', 'what is asked for is not a name');
      const refused = await thread.refusesLong(asked);
      this.#trying = undefined;
      channel.say({ type: 'tried', id, refused: [...refused] });
    } catch (thrown) {
      if (signal.aborted) return;
      const fault = asFault(thrown);
      channel.say({ type: 'failure', fault: { code: fault.code, message: fault.message } });
      channel.endPolitely(fault);
    }
  }
}
