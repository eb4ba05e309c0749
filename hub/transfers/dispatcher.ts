/**
 * Makes nodes do what the ledger says: orders a transfer from the node that owns it, hands on pause, resume and cancel, and
 * settles with a node that comes back. What cannot be said now is said later; what the owner reports is what counts.
 */
import { formatLocation } from '../../src/model/location.ts';
import { ownerOf, type Transfer, type TransferOrder, type TransferRequest } from '../../src/model/transfer.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import { signGrant } from '../../src/protocol/grant-token.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { Ledger } from './ledger.ts';
import { checkDataPort, checkPlaces, transferName } from './request-check.ts';
import type { Asked, StoredTransfer } from './transfer-store.ts';

export interface DispatcherOptions {
  readonly ledger: Ledger;
  readonly registry: NodeRegistry;
  readonly audit: AuditLog;
  /** Private key that grants are signed with, PKCS#8 in PEM. */
  readonly grantKey: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const requestTimeoutMs = 10_000;
/** How long an answer waits for the owner's report of what it was asked. */
const settleMs = 2000;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** Transfers that their owner is known to have, from this link on. */
  readonly #confirmed = new Set<TransferId>();
  readonly #ordering = new Set<TransferId>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Answers as soon as the transfer is stored; the order is on its way. `who` is `user:ana`. */
  start(request: TransferRequest, who: string): Transfer {
    const { ledger, registry, clock } = this.#options;
    registry.get(request.source.node);
    checkDataPort(request, registry.get(request.destination.node));
    checkPlaces(request);
    const { transfer, isNew } = ledger.add({
      ...request,
      name: request.name ?? transferName(request.source),
      createdBy: who,
      createdAt: clock.now(),
    });
    if (isNew) void this.#order(transfer.id);
    return transfer;
  }

  /** Answers with the transfer as it is when the owner has had a moment to say; with `asked` set while the owner is away. */
  async ask(id: TransferId, what: Asked, who: string): Promise<Transfer> {
    const { ledger, audit } = this.#options;
    const transfer = ledger.stored(id);
    if (isEnded(transfer.state)) throw new Fault('not-possible-now', `${id} has ended: ${transfer.state.kind}`);
    audit.append({ who, action: `transfer.${what}`, object: id, result: 'ok', detail: transfer.state.kind });
    if (transfer.orderedAt === undefined) {
      if (!hasArrived(what, ledger.get(id).state)) ledger.move(id, { kind: what });
      if (what === 'resume') void this.#order(id);
      return ledger.get(id);
    }
    ledger.setAsked(id, what);
    if (!this.#options.registry.isOnline(ownerOf(transfer))) return ledger.get(id);
    await this.#handOn(id);
    return await ledger.settled(id, ({ state }) => hasArrived(what, state), settleMs);
  }

  /** A node has introduced itself and named what it still has to end. */
  async nodeIsBack(node: string, unfinished: readonly TransferId[]): Promise<void> {
    const { ledger } = this.#options;
    const known = new Set(unfinished);
    for (const { id, asked, state } of ledger.activeOf(node)) {
      if (known.has(id)) this.#confirmed.add(id);
      else this.#confirmed.delete(id);
      const isWanted = asked === undefined ? state.kind !== 'paused' : asked !== 'cancel';
      if (isWanted && !known.has(id)) await this.#order(id);
      if (asked !== undefined) await this.#handOn(id).catch((err: unknown) => this.#logFault(id, err));
    }
    await this.orderWaiting();
  }

  /** Orders what is not known to have arrived and can be ordered now. To be called now and then. */
  async orderWaiting(): Promise<void> {
    const { ledger, registry } = this.#options;
    for (const { id, source, state, asked } of ledger.active()) {
      const isDue = state.kind !== 'paused' && asked !== 'cancel' && registry.isOnline(source.node);
      if (isDue && !this.#confirmed.has(id)) await this.#order(id);
    }
  }

  nodeIsAway(node: string): void {
    for (const { id } of this.#options.ledger.activeOf(node)) this.#confirmed.delete(id);
  }

  /** Never throws: a refusal becomes the transfer's end, anything else is tried again. */
  async #order(id: TransferId): Promise<void> {
    const { ledger, registry, log } = this.#options;
    const transfer = ledger.stored(id);
    if (this.#ordering.has(id) || isEnded(transfer.state) || !registry.isOnline(ownerOf(transfer))) return;
    this.#ordering.add(id);
    try {
      const order = await this.#makeOrder(transfer);
      if (order === undefined || !this.#isToRun(id)) return;
      // Before it is sent: it may arrive although the answer does not.
      ledger.markOrdered(id);
      await registry.peer(ownerOf(transfer)).request('start-transfer', { order }, { timeoutMs: requestTimeoutMs });
      this.#confirmed.add(id);
      log.info({ transfer: id, node: ownerOf(transfer) }, 'ordered');
    } catch (thrown) {
      const fault = asFault(thrown);
      this.#logFault(id, fault);
      if (!fault.isRetryable) ledger.fail(id, { code: fault.code, message: fault.message, hint: fault.hint });
    } finally {
      this.#ordering.delete(id);
    }
  }

  /** Signing the grant took a moment, in which somebody may have changed their mind. */
  #isToRun(id: TransferId): boolean {
    const { state, asked } = this.#options.ledger.stored(id);
    return !isEnded(state) && (state.kind !== 'paused' || asked === 'resume');
  }

  /** Undefined while nobody can say where the destination is reached. */
  async #makeOrder(transfer: StoredTransfer): Promise<TransferOrder | undefined> {
    const { registry, grantKey, clock } = this.#options;
    const { id, name, source, destination, options, createdBy } = transfer;
    const order = { id, name, source, destination, options, createdBy };
    if (source.node === destination.node) return order;
    const { dataAddress } = registry.get(destination.node);
    if (dataAddress === undefined) return undefined;
    const claims = { transfer: id, source, destination, mayDelete: options.deleteExtras };
    const grant = await signGrant({ key: grantKey, claims, now: clock.now() });
    return { ...order, peer: { node: destination.node, address: dataAddress, grant } };
  }

  /** Tells the owner what is asked of it. Throws what the owner answers; what did not reach it stays asked. */
  async #handOn(id: TransferId): Promise<void> {
    const { ledger, registry } = this.#options;
    const transfer = ledger.stored(id);
    const { asked } = transfer;
    if (asked === undefined || isEnded(transfer.state)) return;
    try {
      const peer = registry.peer(ownerOf(transfer));
      await peer.request(`${asked}-transfer`, { transfer: id }, { timeoutMs: requestTimeoutMs });
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.isRetryable) return;
      ledger.setAsked(id, undefined);
      if (fault.code !== 'transfer-unknown') throw fault;
      // The owner has nothing to stop or to continue: it is for us to move, and to order it anew when it is to go on.
      ledger.move(id, { kind: asked });
      this.#confirmed.delete(id);
      if (asked === 'resume') await this.#order(id);
      return;
    }
    if (ledger.stored(id).asked === asked) ledger.setAsked(id, undefined);
  }

  #logFault(id: TransferId, thrown: unknown): void {
    const { code, message } = asFault(thrown);
    const { source, destination } = this.#options.ledger.stored(id);
    const way = shownName(`${formatLocation(source)} -> ${formatLocation(destination)}`);
    this.#options.log.warn({ transfer: id, way, code, reason: message }, 'could not be handed to its node');
  }
}

function hasArrived(what: Asked, state: TransferState): boolean {
  switch (what) {
    case 'pause':
      return state.kind === 'paused' || isEnded(state);
    case 'resume':
      return state.kind !== 'paused' && state.kind !== 'waiting';
    case 'cancel':
      return isEnded(state);
    default:
      return what satisfies never;
  }
}
