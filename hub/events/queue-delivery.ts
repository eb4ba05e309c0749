/**
 * Hands each attached node the queues that it is to poll: all of them at every contact and at every change. One that did not
 * answer is told again.
 */
import { type ObjectQueue, regionOf } from '../../src/model/object-queue.ts';
import { optionsFromWords } from '../../src/model/template-options.ts';
import type { SqsTrigger } from '../../src/model/trigger.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { fromOlderNode } from '../nodes/older-node.ts';
import type { TriggerStore } from '../schedules/declared-store.ts';

export interface QueueDeliveryOptions {
  readonly triggers: TriggerStore;
  readonly registry: NodeRegistry;
  readonly log: Logger;
}

const answerLimitMs = 10_000;

export class QueueDelivery {
  readonly #options: QueueDeliveryOptions;
  /** Attached, and not yet told of the last change. */
  readonly #untold = new Set<string>();

  constructor(options: QueueDeliveryOptions) {
    this.#options = options;
  }

  /** Never rejects. A node of an earlier version polls nothing, which is said where it should. */
  async tell(node: string): Promise<void> {
    const { registry, log } = this.#options;
    this.#untold.delete(node);
    if (!registry.isOnline(node)) return;
    const queues = this.#queuesOf(node);
    try {
      await registry.peer(node).request('keep-queues', { queues }, { timeoutMs: answerLimitMs });
    } catch (thrown) {
      const { code, message, isRetryable } = asFault(fromOlderNode(thrown, node, 'poll queues'));
      if (isRetryable) this.#untold.add(node);
      if (isRetryable || queues.length > 0)
        log.warn({ node, code, reason: message }, 'a node could not be told which queues it is to poll');
    }
  }

  tellAll(): void {
    for (const { name } of this.#options.registry.all()) void this.tell(name);
  }

  /** For those that did not answer. */
  catchUp(): void {
    for (const node of this.#untold) void this.tell(node);
  }

  #queuesOf(node: string): ObjectQueue[] {
    return this.#options.triggers.bodies.flatMap((trigger) =>
      trigger.kind === 'sqs' && trigger.enabled && trigger.node === node ? [queueOf(trigger)] : [],
    );
  }
}

function queueOf({ name, queue, region, credential, prefix, include, exclude, atOnce }: SqsTrigger): ObjectQueue {
  const { selection } = optionsFromWords({ ...(exclude && { exclude }), ...(include && { include }) });
  return {
    name,
    queue,
    region: region ?? regionOf(queue),
    atOnce,
    ...(credential !== undefined && { credential }),
    ...(prefix !== undefined && { prefix }),
    ...(selection !== undefined && { selection }),
  };
}
