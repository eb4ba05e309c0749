/**
 * Makes nodes do what the ledger says: orders a transfer from the node that owns it when its turn has come (turns.ts), hands
 * on pause, resume and cancel, and settles with a node that comes back. What cannot be said now is said later; what the owner
 * reports is what counts.
 */
import type { FanOutRequest } from '../../src/model/fan-out.ts';
import { formatLocation } from '../../src/model/location.ts';
import { ownerOf, type Transfer, type TransferOrder } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { findAllPlaces, findPlaces } from '../connections/places.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { fromOlderNode } from '../nodes/older-node.ts';
import { hasArrived } from './asked.ts';
import type { Ledger } from './ledger.ts';
import { makeOrder } from './make-order.ts';
import { noteRefusal } from './note-refusal.ts';
import { transferName } from './request-check.ts';
import type { Asked, NewTransfers, StoredTransfer } from './transfer-store.ts';
import type { Asking, Turns } from './turns.ts';

export interface DispatcherOptions {
  readonly ledger: Ledger;
  readonly registry: NodeRegistry;
  readonly connections: ConnectionStore;
  readonly turns: Turns;
  readonly audit: AuditLog;
  /** Private key that grants are signed with, PKCS#8 in PEM. */
  readonly grantKey: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the hub adds to what was asked for. */
export type StartRequest = FanOutRequest & Pick<NewTransfers, 'startedBy'>;

export const requestTimeoutMs = 10_000;
/** How often `catchUp` is to be called. */
export const catchUpEveryMs = 15_000;
/** How often `startDue` is to be called. */
export const startDueEveryMs = 1000;
/** A grant outlives this by far (src/model/grant.ts), so that an owner that is attached never has an old one. */
const renewEveryMs = 6 * 3600 * 1000;
/** How long an answer waits for the owner's report of what it was asked. */
const settleMs = 2000;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /**
   * Transfers that their attached owner has, and when it was last told their limit and priority and the address and the
   * grant of its peer; 0 when they may be old.
   */
  readonly #taken = new Map<TransferId, number>();
  readonly #ordering = new Set<TransferId>();
  /** Whose turn it is, and who is about to be ordered. */
  readonly #begun = new Set<TransferId>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * One for each destination, in their order. Answers as soon as they are stored; the orders are on their way. When one of them
   * cannot be, none is started. `who` is `user:ana`.
   */
  start(request: StartRequest, who: string): Transfer[] {
    const { ledger, clock } = this.#options;
    const { source, found } = findAllPlaces(request, this.#options);
    const { transfers, isNew } = ledger.add({
      ...request,
      source,
      destinations: found.map(({ destination }) => destination),
      owners: found.map(({ owner }) => (owner === source.node ? undefined : owner)),
      name: request.name ?? transferName(source),
      createdBy: who,
      createdAt: clock.now(),
    });
    if (isNew) void this.startDue();
    return transfers;
  }

  /** Answers with the transfer as it is when the owner has had a moment to say; with `asked` set while the owner is away. */
  async ask(id: TransferId, what: Asked, who: string): Promise<Transfer> {
    const { ledger, audit } = this.#options;
    const transfer = ledger.stored(id);
    if (isEnded(transfer.state)) throw new Fault('not-possible-now', `${id} has ended: ${transfer.state.kind}`);
    audit.append({ who, action: `transfer.${what}`, object: id, result: 'ok', detail: transfer.state.kind });
    if (transfer.orderedAt === undefined) {
      if (!hasArrived(what, ledger.get(id).state)) ledger.move(id, { kind: what });
      if (what === 'resume') void this.startDue();
      return ledger.get(id);
    }
    ledger.setAsked(id, what);
    if (!this.#options.registry.isOnline(ownerOf(transfer))) return ledger.get(id);
    await this.#handOn(id);
    return await ledger.settled(id, ({ state }) => hasArrived(what, state), settleMs);
  }

  /** Starts one that has ended again from its backlog; what waits for its next attempt makes it now. */
  async retry(id: TransferId, who: string): Promise<Transfer> {
    const { ledger } = this.#options;
    const { state, source, destination, owner } = ledger.stored(id);
    if (!isEnded(state)) return await this.ask(id, 'resume', who);
    findPlaces({ source, destination, via: owner }, this.#options);
    ledger.retry(id, who);
    this.#taken.delete(id);
    void this.startDue();
    return ledger.get(id);
  }

  /** Its owner does not have it although it was ordered. */
  isUnknownTo(id: TransferId): void {
    this.#taken.delete(id);
  }

  /** What its attached owner knows of it is old: it gets the order again. */
  tellAgain(id: TransferId): void {
    if (this.#taken.has(id)) this.#taken.set(id, 0);
  }

  /**
   * Ends what the node would have to run, and what was to go there and nobody has begun. An owner that has begun learns
   * itself that its peer is not believed any more, and says how that ended.
   */
  endForRevoked(node: string): TransferId[] {
    const { ledger, audit } = this.#options;
    const reason = { code: 'revoked', message: `the node ${node} was revoked` };
    const ended = ledger.active
      .of(node)
      .flatMap((transfer) => (ownerOf(transfer) === node || transfer.orderedAt === undefined ? [transfer.id] : []));
    for (const id of ended) {
      ledger.fail(id, reason);
      const detail = `failed: ${reason.message}`;
      audit.append({ who: 'hub', action: 'transfer.end', object: id, result: 'failed', detail });
    }
    return ended;
  }

  /** A node has introduced itself and named what it still has to end. To be called before it can be given anything new. */
  nodeHas(node: string, unfinished: readonly TransferId[]): void {
    const has = new Set(unfinished);
    for (const transfer of this.#options.ledger.active.of(node)) {
      const { id } = transfer;
      const isOwner = ownerOf(transfer) === node;
      if (isOwner && !has.has(id)) this.#taken.delete(id);
      // As the owner it may have an old limit and an old address of its peer, as a destination it may be at a new one.
      else if (isOwner || this.#taken.has(id)) this.#taken.set(id, 0);
    }
  }

  /** It takes orders now. */
  async nodeIsBack(node: string): Promise<void> {
    await this.#settle(this.#options.ledger.active.of(node));
    await this.startDue({
      isRetried: (transfer) => ownerOf(transfer) === node || transfer.destination.node === node,
    });
  }

  /** Whatever an attached owner is still to be told: orders, limits, its peer's address and grant of now, what is asked. */
  async catchUp(): Promise<void> {
    const { active } = this.#options.ledger;
    for (const id of this.#taken.keys()) if (active.get(id) === undefined) this.#taken.delete(id);
    await this.#settle(active.all());
    await this.startDue({ isRetried: () => true });
  }

  /** Orders what was never ordered, is due and has its turn. */
  async startDue({ isRetried }: Pick<Asking, 'isRetried'> = { isRetried: () => false }): Promise<void> {
    const { ledger, turns } = this.#options;
    const onTheirWay = new Set([...this.#begun, ...this.#ordering]);
    const due = turns.next(ledger.active, { onTheirWay, isRetried });
    for (const { id } of due) this.#begun.add(id);
    await ownerByOwner(due, async ({ id }) => {
      await this.#order(id);
      this.#begun.delete(id);
    });
  }

  nodeIsAway(node: string): void {
    for (const transfer of this.#options.ledger.active.of(node))
      if (ownerOf(transfer) === node) this.#taken.delete(transfer.id);
  }

  async #settle(transfers: Iterable<StoredTransfer>): Promise<void> {
    const { registry } = this.#options;
    const open = Array.from(transfers).filter(
      (transfer) =>
        (transfer.asked !== undefined || this.#isToBeOrdered(transfer)) && registry.isOnline(ownerOf(transfer)),
    );
    await ownerByOwner(open, async (transfer) => {
      if (this.#isToBeOrdered(transfer)) await this.#order(transfer.id);
      if (transfer.asked !== undefined)
        await this.#handOn(transfer.id).catch((err: unknown) => this.#logFault(transfer, err));
    });
  }

  #isToBeOrdered(transfer: StoredTransfer): boolean {
    const { id, state, asked, orderedAt, destination } = transfer;
    if (orderedAt === undefined) return false;
    const toldAt = this.#taken.get(id);
    if (toldAt === undefined) return asked === undefined ? state.kind !== 'paused' : asked !== 'cancel';
    return (
      toldAt === 0 || (ownerOf(transfer) !== destination.node && this.#options.clock.now() - toldAt > renewEveryMs)
    );
  }

  /** Never throws: a refusal becomes the transfer's end, anything else is tried again. */
  async #order(id: TransferId): Promise<void> {
    const { ledger, registry, connections, grantKey, clock, log } = this.#options;
    const transfer = ledger.stored(id);
    if (this.#ordering.has(id) || isEnded(transfer.state) || !registry.isOnline(ownerOf(transfer))) return;
    this.#ordering.add(id);
    try {
      const made = await makeOrder(transfer, { registry, connections, grantKey, now: clock.now() });
      if (!this.#isToRun(id)) return;
      // Its limit and its priority may have been changed meanwhile.
      const { options, priority } = ledger.stored(id);
      const order = { ...made, options, ...(priority !== undefined && { priority }) };
      // Before it is sent: it may arrive although the answer does not.
      ledger.markOrdered(id);
      await this.#hand(order, ownerOf(transfer));
      const isNew = !this.#taken.has(id);
      this.#taken.set(id, clock.now());
      if (isNew && ledger.get(id).state.kind === 'waiting') ledger.move(id, { kind: 'queue' });
      log.info({ transfer: id, node: ownerOf(transfer) }, 'ordered');
    } catch (thrown) {
      this.#logFault(transfer, thrown);
      if (!this.#taken.has(id)) noteRefusal(id, thrown, { ...this.#options, againInMs: catchUpEveryMs });
    } finally {
      this.#ordering.delete(id);
    }
  }

  /** Throws what the owner answers. */
  async #hand(order: TransferOrder, owner: string): Promise<void> {
    const { peer } = order;
    try {
      await this.#options.registry.peer(owner).request('start-transfer', { order }, { timeoutMs: requestTimeoutMs });
    } catch (thrown) {
      if (peer === undefined || peer.address !== undefined) throw thrown;
      throw fromOlderNode(thrown, owner, `reach ${peer.node}, which offers no data port`);
    }
  }

  /** Signing the grant took a moment, in which somebody may have changed their mind. */
  #isToRun(id: TransferId): boolean {
    const { state, asked } = this.#options.ledger.stored(id);
    return !isEnded(state) && (state.kind !== 'paused' || asked === 'resume' || this.#taken.has(id));
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
      this.#taken.delete(id);
      if (asked === 'resume') await this.#order(id);
      return;
    }
    if (ledger.stored(id).asked === asked) ledger.setAsked(id, undefined);
  }

  #logFault({ id, source, destination }: Pick<Transfer, 'id' | 'source' | 'destination'>, thrown: unknown): void {
    const { code, message } = asFault(thrown);
    const way = shownName(`${formatLocation(source)} -> ${formatLocation(destination)}`);
    this.#options.log.warn({ transfer: id, way, code, reason: message }, 'could not be handed to its node');
  }
}

/** One after another with each owner: who does not answer holds up nobody else. */
async function ownerByOwner(
  transfers: readonly StoredTransfer[],
  act: (transfer: StoredTransfer) => Promise<void>,
): Promise<void> {
  const lines = Map.groupBy(transfers, ownerOf);
  await Promise.all(
    Array.from(lines.values(), async (line) => {
      for (const transfer of line) await act(transfer);
    }),
  );
}
