/**
 * What can be changed about a transfer that has not ended: its limit, its streams, its priority and its start time. In force when it answers, or as soon
 * as an owner that is away is back: the order, which it then gets again, says all of it.
 */
import type { Priority } from '../../src/model/priority.ts';
import { limitText, type RateLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import { ownerOf, type Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { NodePeer } from '../nodes/node-session.ts';
import { fromOlderNode } from '../nodes/older-node.ts';
import { type Dispatcher, requestTimeoutMs } from './dispatcher.ts';
import type { Ledger } from './ledger.ts';

export interface ChangesOptions {
  readonly ledger: Ledger;
  readonly registry: NodeRegistry;
  readonly audit: AuditLog;
  readonly dispatcher: Pick<Dispatcher, 'tellAgain' | 'isUnknownTo' | 'startDue'>;
}

interface Change {
  readonly who: string;
  readonly action: 'transfer.limit' | 'transfer.streams' | 'transfer.priority';
  readonly detail: string;
  readonly store: () => void;
  readonly tell: (owner: NodePeer) => Promise<unknown>;
}

/** What a node cannot do that does not know the request. */
const olderThan = {
  'transfer.limit': 'change a limit',
  'transfer.streams': 'change the number of streams',
  'transfer.priority': 'change a priority',
} as const satisfies Record<Change['action'], string>;

export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Undefined is no limit. */
  async limit(id: TransferId, bwlimit: RateLimit | undefined, who: string): Promise<Transfer> {
    const wish = { transfer: id, bwlimit: bwlimit ?? null };
    return await this.#change(id, {
      who,
      action: 'transfer.limit',
      detail: bwlimit === undefined ? 'off' : limitText(bwlimit),
      store: () => this.#options.ledger.setLimit(id, bwlimit),
      tell: (owner) => owner.request('limit-transfer', wish, { timeoutMs: requestTimeoutMs }),
    });
  }

  async setStreams(id: TransferId, streams: Streams, who: string): Promise<Transfer> {
    return await this.#change(id, {
      who,
      action: 'transfer.streams',
      detail: String(streams),
      store: () => this.#options.ledger.setStreams(id, streams),
      tell: (owner) => owner.request('set-streams', { transfer: id, streams }, { timeoutMs: requestTimeoutMs }),
    });
  }

  async prioritise(id: TransferId, priority: Priority, who: string): Promise<Transfer> {
    return await this.#change(id, {
      who,
      action: 'transfer.priority',
      detail: priority,
      store: () => this.#options.ledger.setPriority(id, priority),
      tell: (owner) =>
        owner.request('prioritise-transfer', { transfer: id, priority }, { timeoutMs: requestTimeoutMs }),
    });
  }

  /** Undefined is at once. Throws `not-possible-now` for one that its node may know of: it begins in its turn. */
  reschedule(id: TransferId, startAt: number | undefined, who: string): Transfer {
    const { ledger, audit, dispatcher } = this.#options;
    const { state, orderedAt } = ledger.stored(id);
    if (isEnded(state)) throw new Fault('not-possible-now', `${id} has ended: ${state.kind}`);
    if (orderedAt !== undefined) throw new Fault('not-possible-now', `${id} has begun: its node has been told of it`);
    const detail = startAt === undefined ? 'now' : new Date(startAt).toISOString();
    audit.append({ who, action: 'transfer.start-time', object: id, result: 'ok', detail });
    ledger.setStartAt(id, startAt);
    void dispatcher.startDue();
    return ledger.get(id);
  }

  async #change(id: TransferId, { who, action, detail, store, tell }: Change): Promise<Transfer> {
    const { ledger, registry, audit, dispatcher } = this.#options;
    const transfer = ledger.stored(id);
    if (isEnded(transfer.state)) throw new Fault('not-possible-now', `${id} has ended: ${transfer.state.kind}`);
    audit.append({ who, action, object: id, result: 'ok', detail });
    store();
    const owner = ownerOf(transfer);
    if (transfer.orderedAt === undefined || !registry.isOnline(owner)) return ledger.get(id);
    try {
      await tell(registry.peer(owner));
    } catch (thrown) {
      const { code, isRetryable } = asFault(thrown);
      if (code === 'transfer-unknown') dispatcher.isUnknownTo(id);
      else if (isRetryable) dispatcher.tellAgain(id);
      else throw fromOlderNode(thrown, owner, olderThan[action]);
    }
    return ledger.get(id);
  }
}
