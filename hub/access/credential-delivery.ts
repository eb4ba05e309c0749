/**
 * Hands each attached node the credentials that are sealed to it: all of them at every contact and at every change. What a
 * node cannot open is said in the log and the audit trail; one that did not answer is told again.
 */
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { CredentialStore } from './credential-store.ts';

export interface CredentialDeliveryOptions {
  readonly credentials: CredentialStore;
  readonly registry: NodeRegistry;
  readonly audit: AuditLog;
  readonly log: Logger;
}

const answerLimitMs = 10_000;

export class CredentialDelivery {
  readonly #options: CredentialDeliveryOptions;
  /** Attached, and not yet told of the last change. */
  readonly #untold = new Set<string>();
  /** What was said: a node that comes and goes does not fill the trail. */
  readonly #noted = new Set<string>();

  constructor(options: CredentialDeliveryOptions) {
    this.#options = options;
  }

  /** Never rejects. A node without a key, as one of 0.1.0, has no credentials. */
  async tell(node: string): Promise<void> {
    const { credentials, registry, log } = this.#options;
    this.#untold.delete(node);
    const key = registry.sealingKey(node);
    if (key === undefined || !registry.isOnline(node)) return;
    try {
      const seals = Object.groupBy(credentials.sealsFor(node), ({ sealedTo }) =>
        sealedTo === key ? 'fitting' : 'old',
      );
      for (const { name } of seals.old ?? []) this.#note(node, name, 'it was sealed to an earlier key of that node');
      const handed = (seals.fitting ?? []).map(({ name, version, text }) => ({ name, version, text }));
      const request = { credentials: handed };
      const reply = await registry.peer(node).request('keep-credentials', request, { timeoutMs: answerLimitMs });
      for (const { name, reason } of reply.unopened) this.#note(node, name, reason.message);
    } catch (thrown) {
      const { code, message, isRetryable } = asFault(thrown);
      log.warn({ node, code, reason: message }, 'a node could not be told its credentials');
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

  #note(node: string, name: string, reason: string): void {
    const { audit, registry, log } = this.#options;
    const note = `${node} ${registry.sealingKey(node)} ${name} ${reason}`;
    if (this.#noted.has(note)) return;
    this.#noted.add(note);
    log.warn({ node, credential: name, reason }, `${node} cannot open the credential ${name}`);
    audit.append({ who: `node:${node}`, action: 'credential.open', object: name, result: 'failed', detail: reason });
  }
}
