/**
 * What a transfer would do: asked of the node that would own it, which looks at the other one under a grant that allows
 * nothing else. Nothing is stored but the line in the audit trail.
 */
import { randomUUID } from 'node:crypto';
import { formatLocation } from '../../src/model/location.ts';
import type { PlanAnswer, PlanOrder, PlanRequest } from '../../src/model/plan-request.ts';
import { confirmUnderstood } from '../../src/model/transfer-wishes.ts';
import { signLook } from '../../src/protocol/grant-token.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { PlanId } from '../../src/runtime/identifier.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { type FoundPlaces, findPlaces } from '../connections/places.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { NodePeer } from '../nodes/node-session.ts';
import { fromOlderNode } from '../nodes/older-node.ts';
import { dataAddressOf } from './request-check.ts';

export interface PlannerOptions {
  readonly registry: NodeRegistry;
  readonly connections: ConnectionStore;
  readonly audit: AuditLog;
  /** Private key that grants are signed with, PKCS#8 in PEM. */
  readonly grantKey: string;
  readonly clock: Clock;
}

/** Two trees of many millions of files take hours, and a node that is gone is noticed by the end of its link. */
const planLimitMs = 24 * 3600 * 1000;

export class Planner {
  readonly #options: PlannerOptions;
  /** That are being made. */
  readonly #orders = new Map<PlanId, PlanOrder>();

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** `who` is `user:ana`. Throws what the transfer would be refused for, and `node-unreachable` while its owner is away. */
  async plan(request: PlanRequest, who: string, signal: AbortSignal): Promise<PlanAnswer> {
    const { registry, audit } = this.#options;
    const places = findPlaces(request, this.#options);
    const { source, destination, owner: name, stores } = places;
    const owner = registry.peer(name);
    const hasStores = stores !== undefined;
    confirmUnderstood({ options: request.options, hasStores }, { who: name, wishes: owner.wishes });
    const object = shownName(`${formatLocation(source)} -> ${formatLocation(destination)}`);
    audit.append({ who, action: 'transfer.plan', object, result: 'ok', detail: '' });
    const order = await this.#order(places, request.options);
    this.#orders.set(order.plan, order);
    try {
      return await this.#ask(owner, order, signal);
    } finally {
      this.#orders.delete(order.plan);
    }
  }

  /** Undefined unless it is being made. */
  underWay(plan: PlanId): PlanOrder | undefined {
    return this.#orders.get(plan);
  }

  async #order(
    { source, destination, peer, stores }: FoundPlaces,
    options: PlanRequest['options'],
  ): Promise<PlanOrder> {
    const { registry, grantKey, clock } = this.#options;
    const plan = PlanId.parse(randomUUID());
    const order = { source, destination, options, plan };
    if (peer === undefined) return { ...order, ...(stores !== undefined && { stores }) };
    const address = dataAddressOf(registry.get(peer));
    const grant = await signLook({ key: grantKey, claims: { plan, source, destination }, now: clock.now() });
    return { ...order, peer: { node: peer, grant, ...(address !== undefined && { address }) } };
  }

  async #ask(owner: NodePeer, order: PlanOrder, signal: AbortSignal): Promise<PlanAnswer> {
    const onAbort = (): void => void owner.request('stop-plan', { plan: order.plan }).catch(() => undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    const { peer, source } = order;
    try {
      return await owner.request('make-plan', { order }, { signal, timeoutMs: planLimitMs });
    } catch (thrown) {
      if (peer === undefined || peer.address !== undefined) throw thrown;
      throw fromOlderNode(thrown, source.node, `reach ${peer.node}, which offers no data port`);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
