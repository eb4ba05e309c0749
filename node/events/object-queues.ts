/** The queues that the hub has this node poll. Nothing of them is stored: without the hub nothing could be started. */
import type { ObjectQueue, QueueStanding } from '../../src/model/object-queue.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { QueueAccess } from './queue-access.ts';
import { type EventDesk, QueuePoller } from './queue-poller.ts';

export interface ObjectQueuesOptions {
  readonly access: QueueAccess;
  readonly desk: EventDesk;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Kept {
  readonly words: string;
  readonly poller: QueuePoller;
}

export class ObjectQueues implements AsyncDisposable {
  readonly #options: ObjectQueuesOptions;
  readonly #kept = new Map<string, Kept>();
  /** One change after the other. */
  #changing: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: ObjectQueuesOptions) {
    this.#options = options;
  }

  /** These from now on, and no others. */
  async keep(queues: readonly ObjectQueue[]): Promise<void> {
    const changing = this.#changing.then(() => this.#follow(queues));
    this.#changing = changing.catch(() => undefined);
    await changing;
  }

  /** What was wrong may have been mended: new credentials have come. */
  tryAgain(): void {
    for (const { poller } of this.#kept.values()) poller.tryAgain();
  }

  standings(): { readonly name: string; readonly standing: QueueStanding }[] {
    return Array.from(this.#kept, ([name, { poller }]) => ({ name, standing: poller.standing }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#changing;
    await this.#follow([]);
  }

  async #follow(next: readonly ObjectQueue[]): Promise<void> {
    const wanted = new Map(this.#isOver ? [] : next.map((queue) => [JSON.stringify(queue), queue]));
    const over = [...this.#kept].filter(([, { words }]) => !wanted.delete(words));
    for (const [name] of over) this.#kept.delete(name);
    await Promise.all(over.map(([, { poller }]) => poller[Symbol.asyncDispose]()));
    for (const [words, queue] of wanted) {
      const poller = new QueuePoller({ queue, ...this.#options });
      this.#kept.set(queue.name, { words, poller });
      poller.start();
    }
  }
}
