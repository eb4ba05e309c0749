/**
 * Tells attached nodes which certificates of other nodes open nothing any more. A node that could not be told is told
 * again, one that is away at its next contact; what it was told it keeps.
 */

import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { CertificateStore } from './certificate-store.ts';

export interface DistrustOptions {
  readonly certificates: CertificateStore;
  readonly registry: NodeRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

const answerLimitMs = 10_000;
/** Far more than a fleet revokes in the life of a certificate; a message must not grow without an end. */
const mostTold = 10_000;

export class Distrust {
  readonly #options: DistrustOptions;
  /** Attached, and not yet told everything. */
  readonly #untold = new Set<string>();

  constructor(options: DistrustOptions) {
    this.#options = options;
  }

  /** Everything there is to say, to one that has just been attached. Never rejects. */
  async tell(node: string): Promise<void> {
    const { certificates, registry, clock, log } = this.#options;
    this.#untold.delete(node);
    const revoked = certificates.revokedNodes(clock.now()).slice(-mostTold);
    if (revoked.length === 0 || !registry.isOnline(node)) return;
    try {
      const peer = registry.peer(node);
      await peer.request('distrust', { certificates: revoked }, { timeoutMs: answerLimitMs });
    } catch (thrown) {
      const { code, message, isRetryable } = asFault(thrown);
      log.warn({ node, code, reason: message }, 'a node could not be told what was revoked');
      if (isRetryable) this.#untold.add(node);
    }
  }

  tellAll(): void {
    for (const { name } of this.#options.registry.all()) void this.tell(name);
  }

  /** For those that did not answer. */
  catchUp(): void {
    for (const node of this.#untold) void this.tell(node);
  }
}
