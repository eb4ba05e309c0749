/**
 * Which transfer begins next where not all can run: the one rule of the hub, which says what is ordered when, and of a node,
 * which goes on with its queue while the hub is away.
 *
 *   1. the higher priority; every half hour of waiting counts as one step of it, without end, so that nobody waits for ever
 *   2. who has the fewest running, so that one person's thousand transfers do not keep out another's one
 *   3. the pair of nodes that has the fewest running
 *   4. who waits longest
 *
 * One that may not begin yet is passed over: a full node holds up only what needs that node.
 *
 * Transfers of one fan-out (fan-out.ts) run together, so that its source is read once: up to eight take one place of their
 * owner and of the fleet. Each takes a place of its own where it arrives.
 */
import { defaultPriority, type Priority, priorities } from './priority.ts';
import { ownerOf, type Transfer } from './transfer.ts';
import type { QueueReason } from './transfer-state.ts';

export interface Queued
  extends Pick<Transfer, 'id' | 'fanOut' | 'source' | 'destination' | 'owner' | 'createdBy' | 'createdAt'> {
  readonly priority?: Priority | undefined;
  /** From when on it waits, where that is later than its creation. */
  readonly startAt?: number | undefined;
}

/** How many may run at once; undefined where nobody has said. */
export interface QueueLimits {
  readonly inAll: number | undefined;
  readonly ownedBy: (node: string) => number | undefined;
  readonly into: (node: string) => number | undefined;
}

export const ageingStepMs = 30 * 60_000;

/**
 * Transfers of one fan-out in one place. Sharing what is read saves none of their threads (two each), rings and connections:
 * some 65 MiB each, so that with its default of four places a node needs 2 GiB at the most.
 */
export const mostInPlace = 8;

export interface QueueOptions {
  readonly limits: QueueLimits;
  /** Milliseconds since 1970, by the clock that `createdAt` is of. */
  readonly now: number;
}

/** Those of `waiting` that begin now, in turn. */
export function nextToRun<Item extends Queued>(
  waiting: readonly Item[],
  running: readonly Queued[],
  { limits, now }: QueueOptions,
): Item[] {
  const counts = new RunningCounts(running);
  const left = new Set(waiting);
  const begun: Item[] = [];
  for (;;) {
    let next: Item | undefined;
    for (const item of left)
      if (counts.refusal(item, limits) === undefined && (next === undefined || byTurn(item, next, { counts, now }) < 0))
        next = item;
    if (next === undefined) return begun;
    left.delete(next);
    counts.add(next);
    begun.push(next);
  }
}

/** What runs, counted in every way that the rule asks for: places, but where each transfer counts. */
export class RunningCounts {
  readonly #of = new Map<string, number>();

  constructor(running: Iterable<Queued>) {
    for (const item of running) this.add(item);
  }

  add(item: Queued): void {
    for (const key of this.#takesPlace(item) ? [...placesOf(item), ...keysOf(item)] : keysOf(item))
      this.#of.set(key, this.#count(key) + 1);
  }

  /** How many places of the fleet are taken. */
  get places(): number {
    return this.#count(everywhere);
  }

  /** Why it may not begin now. */
  refusal(item: Queued, { inAll, ownedBy, into }: QueueLimits): QueueReason | undefined {
    const [owner, receiver] = [ownerOf(item), item.destination.node];
    const takesPlace = this.#takesPlace(item);
    const owned = this.#count(`owned by ${owner}`);
    if (takesPlace && owned >= (ownedBy(owner) ?? Number.POSITIVE_INFINITY))
      return { code: 'node-full', message: `${owner} runs ${owned} of ${ownedBy(owner)}` };
    const received = this.#count(`into ${receiver}`);
    if (owner !== receiver && received >= (into(receiver) ?? Number.POSITIVE_INFINITY))
      return { code: 'peer-full', message: `${receiver} receives ${received} of ${into(receiver)}` };
    if (takesPlace && this.places >= (inAll ?? Number.POSITIVE_INFINITY))
      return { code: 'hub-full', message: `${this.places} of ${inAll} run in the fleet` };
    return undefined;
  }

  runningOf({ createdBy }: Queued): number {
    return this.#count(`of ${createdBy}`);
  }

  runningBetween(item: Queued): number {
    return this.#count(`between ${pairOf(item)}`);
  }

  /** Whether its fan-out, if it is of one, leaves no room in the places that it has. */
  #takesPlace(item: Queued): boolean {
    return item.fanOut === undefined || this.#count(partsOf(item)) % mostInPlace === 0;
  }

  #count(key: string): number {
    return this.#of.get(key) ?? 0;
  }
}

const everywhere = 'in the fleet';

/** Negative when `a` comes before `b`, whatever may begin. */
export function byTurn(a: Queued, b: Queued, { counts, now }: { counts: RunningCounts; now: number }): number {
  return (
    rank(b, now) - rank(a, now) ||
    counts.runningOf(a) - counts.runningOf(b) ||
    counts.runningBetween(a) - counts.runningBetween(b) ||
    waitsSince(a) - waitsSince(b)
  );
}

function rank(item: Queued, now: number): number {
  return priorities.indexOf(item.priority ?? defaultPriority) + Math.floor((now - waitsSince(item)) / ageingStepMs);
}

function waitsSince({ createdAt, startAt }: Queued): number {
  return Math.max(createdAt, startAt ?? createdAt);
}

/** What is counted by place. */
function placesOf(item: Queued): string[] {
  return [everywhere, `of ${item.createdBy}`, `owned by ${ownerOf(item)}`];
}

/** What is counted by transfer. */
function keysOf(item: Queued): string[] {
  const [owner, receiver] = [ownerOf(item), item.destination.node];
  return [
    `between ${pairOf(item)}`,
    ...(owner === receiver ? [] : [`into ${receiver}`]),
    ...(item.fanOut === undefined ? [] : [partsOf(item)]),
  ];
}

/** Places are on a node: those that another one owns are not in the same. */
function partsOf(item: Queued): string {
  return `parts of ${item.fanOut} at ${ownerOf(item)}`;
}

function pairOf({ source, destination }: Queued): string {
  return `${source.node} ${destination.node}`;
}
