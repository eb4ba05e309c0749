/** Nodes as witnesses of the audit trail: told its end now and then, and asked for all that they were told. */
import type { AuditWitness } from '../../src/model/audit-anchor.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { AuditLog } from './audit-log.ts';

export interface WitnessesOptions {
  readonly audit: AuditLog;
  readonly registry: NodeRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often `tellAll` is to be called. */
export const witnessEveryMs = 3600 * 1000;
const answerLimitMs = 10_000;
/** Not all of a large fleet at every hour: that many, in turn. */
const mostTold = 50;

export class Witnesses {
  readonly #options: WitnessesOptions;
  /** The last row that each was told of in this life of the hub. */
  readonly #told = new Map<string, number>();
  #turn = 0;

  constructor(options: WitnessesOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async tell(node: string): Promise<void> {
    const { audit, registry, clock, log } = this.#options;
    const { head } = audit;
    if (head === undefined || this.#told.get(node) === head.number || !registry.isOnline(node)) return;
    try {
      const anchor = { ...head, at: clock.now() };
      await registry.peer(node).request('keep-anchor', { anchor }, { timeoutMs: answerLimitMs });
      this.#told.set(node, head.number);
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      log.debug({ node, code, reason: message }, 'a node keeps no anchor of the audit trail');
    }
  }

  tellAll(): void {
    const { registry } = this.#options;
    const online = registry.all().filter(({ presence }) => presence === 'online');
    for (let step = 0; step < Math.min(mostTold, online.length); step += 1) {
      this.#turn += 1;
      void this.tell(online[this.#turn % online.length]?.name ?? '');
    }
  }

  async ask(signal: AbortSignal): Promise<AuditWitness> {
    const nodes = this.#options.registry.all().map(({ name }) => name);
    const answers = await Promise.all(nodes.map(async (node) => ({ node, anchors: await this.#askOne(node, signal) })));
    return {
      anchors: answers.flatMap(({ node, anchors }) => (anchors ?? []).map((anchor) => ({ ...anchor, node }))),
      asked: answers.flatMap(({ node, anchors }) => (anchors === undefined ? [] : [node])),
      away: answers.flatMap(({ node, anchors }) => (anchors === undefined ? [node] : [])),
    };
  }

  async #askOne(node: string, signal: AbortSignal) {
    const { registry } = this.#options;
    try {
      const peer = registry.peer(node);
      return (await peer.request('list-anchors', {}, { signal, timeoutMs: answerLimitMs })).anchors;
    } catch {
      // Away, or a node of 0.1.0: what it might remember is not known, and that is said.
      return undefined;
    }
  }
}
