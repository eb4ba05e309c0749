/**
 * Polls one queue for as long as the hub wants it and is there: takes as many messages as may be held at once, and of each
 * removes what is done. What goes wrong with the queue is said and tried again; what somebody has to mend, less often.
 */
import { Buffer } from 'node:buffer';
import { EntryFilter } from '../../src/engine/scan/entry-filter.ts';
import type { ObjectAnswer, ObjectEvent, ObjectQueue, QueueStanding } from '../../src/model/object-queue.ts';
import { type BackoffRule, backoffMs } from '../../src/runtime/backoff.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';
import { holdMessage, type MessageEnd } from './held-message.ts';
import { LeftMessages } from './left-messages.ts';
import type { QueueAccess } from './queue-access.ts';
import type { QueuedMessage, SqsQueue } from './sqs-queue.ts';

/** The hub, as far as queues are concerned. */
export interface EventDesk {
  /** Resolves as soon as the hub is there. */
  attached(signal: AbortSignal): Promise<void>;
  /** Resolves when the transfer of the object has ended. Throws `hub-unreachable` and `link-lost`. */
  seeTo(trigger: string, event: ObjectEvent, signal: AbortSignal): Promise<ObjectAnswer>;
}

export interface QueuePollerOptions {
  readonly queue: ObjectQueue;
  readonly access: QueueAccess;
  readonly desk: EventDesk;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where the queue does not say how long it hides what it has delivered. */
const usuallyHiddenSeconds = 30;
const [leastHiddenSeconds, mostHiddenSeconds] = [1, 600];
const lookEveryMs = 60_000;
const passing: BackoffRule = { firstMs: 1000, maxMs: 60_000 };
const lasting: BackoffRule = { firstMs: 15_000, maxMs: 600_000 };
const askAgain: BackoffRule = { firstMs: 500, maxMs: 15_000 };

export class QueuePoller implements AsyncDisposable {
  readonly #options: QueuePollerOptions;
  readonly #stopping = new AbortController();
  readonly #held = new Set<Promise<void>>();
  readonly #left = new LeftMessages();
  #isWanted: ((key: string) => boolean) | undefined;
  #opened: SqsQueue | undefined;
  #ended: Promise<void> = Promise.resolve();
  #again = Promise.withResolvers<void>();
  #standing: Omit<QueueStanding, 'held'> = {};
  #hiddenSeconds = usuallyHiddenSeconds;
  #lookAt = 0;

  constructor(options: QueuePollerOptions) {
    this.#options = options;
  }

  get standing(): QueueStanding {
    return { ...this.#standing, held: this.#held.size };
  }

  start(): void {
    this.#ended = this.#keep();
  }

  /** What was wrong may have been mended. */
  tryAgain(): void {
    this.#again.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Fault('interrupted', 'the queue is not polled any more'));
    await this.#ended;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 1; !signal.aborted; ) {
      try {
        await this.#round(signal);
        attempt = 1;
      } catch (thrown) {
        if (signal.aborted) break;
        await this.#fail(asFault(thrown), attempt);
        attempt += 1;
      }
    }
    await Promise.all(this.#held);
    await this.#close();
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { queue, access, desk, clock } = this.#options;
    this.#isWanted ??= wantedKeys(queue);
    const isWanted = this.#isWanted;
    await desk.attached(signal);
    while (this.#held.size >= queue.atOnce) await unlessAborted(Promise.race(this.#held), signal);
    this.#opened ??= await access.open(queue);
    await this.#look(this.#opened, signal);
    const messages = await this.#opened.receive(queue.atOnce - this.#held.size, this.#hiddenSeconds, signal);
    this.#standing = { ...this.#standing, since: this.#standing.since ?? clock.now() };
    for (const message of messages) this.#take(message, isWanted);
  }

  /** What is nice to know, for those who may ask. */
  async #look(opened: SqsQueue, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (clock.now() < this.#lookAt) return;
    this.#lookAt = clock.now() + lookEveryMs;
    try {
      const { hiddenSeconds = usuallyHiddenSeconds, waiting } = await opened.look(signal);
      this.#hiddenSeconds = Math.min(mostHiddenSeconds, Math.max(leastHiddenSeconds, hiddenSeconds));
      this.#standing = { ...this.#standing, waiting };
    } catch (thrown) {
      if (signal.aborted || asFault(thrown).code !== 'queue-refused') throw thrown;
    }
  }

  #take(message: QueuedMessage, isWanted: (key: string) => boolean): void {
    const holding = this.#hold(message, isWanted).finally(() => this.#held.delete(holding));
    this.#held.add(holding);
  }

  /** Never rejects. */
  async #hold(message: QueuedMessage, isWanted: (key: string) => boolean): Promise<void> {
    const { clock, log, queue } = this.#options;
    const { signal } = this.#stopping;
    this.#standing = { ...this.#standing, lastEventAt: clock.now() };
    try {
      const end = await holdMessage({
        message,
        queue: () => this.#open,
        hiddenSeconds: this.#hiddenSeconds,
        isWanted,
        seeTo: (event, until) => this.#ask(event, until),
        clock,
        signal,
      });
      this.#noteEnd(message, end);
    } catch (thrown) {
      if (signal.aborted) return;
      const fault = asFault(thrown);
      this.#noteError(fault);
      log.warn({ queue: queue.name, code: fault.code }, `a message was seen to and is not removed: ${fault.message}`);
    }
  }

  /** Until the hub has answered. */
  async #ask(event: ObjectEvent, signal: AbortSignal): Promise<ObjectAnswer> {
    const { desk, clock, queue } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      await desk.attached(signal);
      try {
        return await desk.seeTo(queue.name, event, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const { code, message, isRetryable } = asFault(thrown);
        if (!isRetryable) return { kind: 'left', reason: { code, message } };
        await clock.sleep(backoffMs(askAgain, attempt), signal);
      }
    }
  }

  #noteEnd({ id }: QueuedMessage, end: MessageEnd): void {
    const { log, queue } = this.#options;
    const said = { queue: queue.name, message: id };
    if (end.kind === 'removed') log.info(said, `a message is done and removed: ${end.why}`);
    else if (end.kind === 'lost')
      log.warn(said, 'a message was held for as long as its queue allows; it may come again');
    else {
      this.#noteError(end.reason);
      if (this.#left.isNews(id, end.reason.message))
        log.warn({ ...said, code: end.reason.code }, `a message is left in its queue: ${end.reason.message}`);
    }
  }

  async #fail(fault: Fault, attempt: number): Promise<void> {
    const { clock, log, queue } = this.#options;
    const { signal } = this.#stopping;
    const { code, message, hint, isRetryable } = fault;
    const { since: _, waiting: __, ...standing } = this.#standing;
    if (this.#standing.since !== undefined || attempt === 1)
      log.warn({ queue: queue.name, code }, `the queue cannot be polled: ${message}. ${hint}`);
    this.#standing = standing;
    this.#noteError(fault);
    // With what there is then: other credentials may have come.
    await this.#close();
    this.#lookAt = 0;
    this.#again = Promise.withResolvers();
    const waited = new AbortController();
    const pause = clock
      .sleep(backoffMs(isRetryable ? passing : lasting, attempt), AbortSignal.any([signal, waited.signal]))
      .catch(() => undefined);
    await Promise.race([pause, this.#again.promise]);
    waited.abort(new Fault('interrupted', 'it is tried again'));
  }

  #noteError({ code, message, hint }: Fault): void {
    this.#standing = {
      ...this.#standing,
      lastError: { at: this.#options.clock.now(), reason: { code, message, hint } },
    };
  }

  get #open(): SqsQueue {
    if (this.#opened === undefined) throw new Fault('store-unreachable', 'the queue is not open at the moment');
    return this.#opened;
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.[Symbol.asyncDispose]();
  }
}

/** Throws `usage` for a pattern that means nothing. */
function wantedKeys({ prefix = '', selection }: ObjectQueue): (key: string) => boolean {
  const filter = selection && new EntryFilter(selection, 0);
  return (key) =>
    key.startsWith(prefix) && filter?.omits(Buffer.from(key), { kind: 'file', size: 0, mtimeNs: 0n }) !== true;
}
