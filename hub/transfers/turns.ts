/**
 * Which transfers may be handed to their nodes now, and why the others wait. Without a limit for the whole fleet each goes to
 * its node as soon as it is due, and the node goes on with its queue when the hub is away. With one, what cannot begin stays
 * here: only the hub can count the fleet.
 */
import { byTurn, mostInPlace, nextToRun, type QueueLimits, RunningCounts } from '../../src/model/queue-rule.ts';
import { ownerOf } from '../../src/model/transfer.ts';
import type { QueueReason } from '../../src/model/transfer-state.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { ActiveTransfers } from './active-transfers.ts';
import type { StoredTransfer } from './transfer-store.ts';

export interface TurnsOptions {
  readonly registry: NodeRegistry;
  /** Of the whole fleet at once; undefined is no limit. */
  readonly maxTransfers: number | undefined;
  readonly clock: Clock;
}

export interface Asking {
  /** Are being ordered. */
  readonly onTheirWay: ReadonlySet<TransferId>;
  /** Whether one that could not be ordered is tried again before its time. */
  readonly isRetried: (transfer: StoredTransfer) => boolean;
}

/** What is said of why they wait may be this old. */
const overviewMs = 500;

interface Overview {
  readonly at: number;
  readonly running: RunningCounts;
  /** Of those that wait for a turn: what each owner has, as they will come. */
  readonly lines: ReadonlyMap<string, readonly TransferId[]>;
}

export class Turns {
  readonly #options: TurnsOptions;
  readonly #limits: QueueLimits;
  #overview: Overview | undefined;

  constructor(options: TurnsOptions) {
    this.#options = options;
    const most = (node: string): number | undefined => options.registry.find(node)?.health?.maxTransfers;
    this.#limits = { inAll: options.maxTransfers, ownedBy: most, into: most };
  }

  /** Those that were never ordered, whose owner is attached and whose turn it is. */
  next(active: ActiveTransfers, { onTheirWay, isRetried }: Asking): StoredTransfer[] {
    const { registry, maxTransfers, clock } = this.#options;
    const now = clock.now();
    const held = active.held().filter(({ id }) => !onTheirWay.has(id));
    const waiting = held.filter(
      (transfer) =>
        isDue(transfer, isRetried(transfer) ? Number.POSITIVE_INFINITY : now, now) &&
        registry.isOnline(ownerOf(transfer)),
    );
    if (maxTransfers === undefined) return waiting;
    if (waiting.length === 0 || active.size - held.length >= maxTransfers * mostInPlace) return [];
    const stays = new Set(held);
    const running = [...active.all()].filter((transfer) => !stays.has(transfer));
    // In a full fleet what runs may have room for another of its fan-out.
    const isFull = new RunningCounts(running).places >= maxTransfers;
    const candidates = isFull ? waiting.filter(({ fanOut }) => fanOut !== undefined) : waiting;
    return nextToRun(candidates, running, { limits: this.#limits, now });
  }

  /** Why one that is queued does not begin; undefined where it is about to. */
  reason(transfer: StoredTransfer, active: ActiveTransfers): QueueReason | undefined {
    const { registry, clock } = this.#options;
    const { id, startAt } = transfer;
    const owner = ownerOf(transfer);
    if (startAt !== undefined && startAt > clock.now())
      return { code: 'start-time', message: `starts at ${new Date(startAt).toISOString()}`, startsAt: startAt };
    if (!registry.isOnline(owner)) return { code: 'node-away', message: `${owner} is away` };
    const { running, lines } = this.#look(active);
    const refusal = running.refusal(transfer, this.#limits);
    if (refusal === undefined) return undefined;
    const place = 1 + (lines.get(owner)?.indexOf(id) ?? -1);
    return place === 0 ? refusal : { ...refusal, message: `${refusal.message}, place ${place} of ${owner}`, place };
  }

  #look(active: ActiveTransfers): Overview {
    const at = performance.now();
    if (this.#overview !== undefined && at - this.#overview.at < overviewMs) return this.#overview;
    const now = this.#options.clock.now();
    const all = [...active.all()];
    const running = new RunningCounts(all.filter(isRunning));
    const waiting = all.filter((transfer) => transfer.state.kind === 'queued' && (transfer.startAt ?? 0) <= now);
    waiting.sort((a, b) => byTurn(a, b, { counts: running, now }));
    const lines = new Map<string, TransferId[]>();
    for (const transfer of waiting) {
      const line = lines.get(ownerOf(transfer)) ?? [];
      line.push(transfer.id);
      lines.set(ownerOf(transfer), line);
    }
    this.#overview = { at, running, lines };
    return this.#overview;
  }
}

function isRunning({ orderedAt, state }: StoredTransfer): boolean {
  return orderedAt !== undefined && state.kind !== 'paused' && state.kind !== 'queued' && state.kind !== 'waiting';
}

function isDue({ state, startAt }: StoredTransfer, attemptsUpTo: number, now: number): boolean {
  if ((startAt ?? 0) > now) return false;
  return state.kind === 'queued' || (state.kind === 'waiting' && state.nextAttemptAt <= attemptsUpTo);
}
