/**
 * Hands each attached node the folders that it is to watch: all of them at every contact and at every change. One that did
 * not answer is told again.
 */
import { optionsFromWords } from '../../src/model/template-options.ts';
import type { WatchTrigger } from '../../src/model/trigger.ts';
import type { Watch } from '../../src/model/watch.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { fromOlderNode } from '../nodes/older-node.ts';
import type { TemplateStore, TriggerStore } from '../schedules/declared-store.ts';

export interface WatchDeliveryOptions {
  readonly templates: TemplateStore;
  readonly triggers: TriggerStore;
  readonly registry: NodeRegistry;
  readonly log: Logger;
}

const answerLimitMs = 10_000;

export class WatchDelivery {
  readonly #options: WatchDeliveryOptions;
  /** Attached, and not yet told of the last change. */
  readonly #untold = new Set<string>();

  constructor(options: WatchDeliveryOptions) {
    this.#options = options;
  }

  /** Never rejects. A node of an earlier version watches nothing, which is said where it should. */
  async tell(node: string): Promise<void> {
    const { registry, log } = this.#options;
    this.#untold.delete(node);
    if (!registry.isOnline(node)) return;
    const watches = this.#watchesOf(node);
    try {
      await registry.peer(node).request('keep-watches', { watches }, { timeoutMs: answerLimitMs });
    } catch (thrown) {
      const { code, message, isRetryable } = asFault(fromOlderNode(thrown, node, 'watch folders'));
      if (isRetryable) this.#untold.add(node);
      if (isRetryable || watches.length > 0)
        log.warn({ node, code, reason: message }, 'a node could not be told which folders it is to watch');
    }
  }

  tellAll(): void {
    for (const { name } of this.#options.registry.all()) void this.tell(name);
  }

  /** For those that did not answer. */
  catchUp(): void {
    for (const node of this.#untold) void this.tell(node);
  }

  #watchesOf(node: string): Watch[] {
    return this.#options.triggers.bodies.flatMap((trigger) =>
      trigger.kind === 'watch' && trigger.enabled && trigger.node === node ? [this.#watchOf(trigger)] : [],
    );
  }

  /** What the template leaves out starts nothing either, unless the trigger says what does. */
  #watchOf({ name, folder, settleSeconds, template, include, exclude }: WatchTrigger): Watch {
    const own = include !== undefined || exclude !== undefined;
    const words = { ...(exclude && { exclude }), ...(include && { include }) };
    const options = own ? words : (this.#options.templates.find(template)?.body.options ?? {});
    const { selection } = optionsFromWords(options);
    return { name, folder, settleSeconds, ...(selection !== undefined && { selection }) };
  }
}
