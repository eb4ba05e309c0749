/** A scan in a thread of its own, as the stream of listings it yields. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault } from '../../runtime/fault.ts';
import { isFaultCode } from '../../runtime/fault-codes.ts';
import { threadMemory } from '../thread-memory.ts';
import type { Listing } from './listing.ts';
import { ScanCredit } from './scan-credit.ts';
import type { ScanMessage, ScanSetting } from './scan-worker.ts';

const workerFile = new URL(`./scan-worker${extname(import.meta.filename)}`, import.meta.url);

export interface ScanTreeOptions extends Omit<ScanSetting, 'credit'> {
  readonly signal: AbortSignal;
}

/** Throws what opening or reading the root meets (`not-found`, `permission-denied`, …), and the signal's reason. */
export async function* scanTree({ signal, ...setting }: ScanTreeOptions): AsyncGenerator<Listing, void> {
  signal.throwIfAborted();
  const credit = new ScanCredit();
  const inbox = new Inbox();
  const worker = new Worker(workerFile, {
    workerData: { ...setting, credit: credit.memory } satisfies ScanSetting,
    name: 'scan',
    resourceLimits: threadMemory,
  });
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  worker.on('message', (message: ScanMessage) => inbox.add(message));
  worker.once('error', (thrown) => inbox.fail(thrown));
  const onAbort = () => inbox.fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const message = await inbox.next();
      if (message.kind === 'end') return;
      if (message.kind === 'failed')
        throw new Fault(isFaultCode(message.code) ? message.code : 'internal', message.message);
      yield* message.listings;
      credit.giveBack();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    credit.stop();
    await exited;
  }
}

/** Messages in order; bounded by the credit of who sends them. */
class Inbox {
  readonly #messages: ScanMessage[] = [];
  #failure: { readonly thrown: unknown } | undefined;
  #arrival = Promise.withResolvers<void>();

  add(message: ScanMessage): void {
    this.#messages.push(message);
    this.#arrival.resolve();
  }

  fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#arrival.resolve();
  }

  async next(): Promise<ScanMessage> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.thrown;
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      this.#arrival = Promise.withResolvers();
      await this.#arrival.promise;
    }
  }
}
