/**
 * Asks nodes to tell of progress as often as somebody can see it: at once and then twice a second what a console shows, all
 * else the less often the more transfers there are. Ends and changes of state are reports, which nothing holds up.
 */
import type { NodePeer } from './node-session.ts';

/** Of `step`. */
export const paceEveryMs = 1000;
/** As often as consoles are told of it. */
export const watchedEveryMs = 500;
/** Steps, so that a few transfers more or less change nothing. */
const stepsMs = [500, 1000, 2000, 5000] as const;
/** Of all transfers that no console shows together. */
const mostFiguresEachSecond = 2000;
/** Goes back to a shorter interval when there is this much room in it. */
const room = 1.25;
/** Consoles show it anew every half second; a screen that scrolls by must not be asked for in vain. */
const seenForMs = 3000;

interface Paced {
  readonly peer: Pick<NodePeer, 'notify'>;
  /** What it was asked for last. */
  everyMs: number | undefined;
  /** Transfers that it told of last. */
  transfers: number;
}

export class ProgressPacer {
  readonly #nodes = new Map<string, Paced>();
  readonly #seenAt = new Map<string, number>();
  #transfers = 0;
  #unseenEveryMs: number = stepsMs[0];

  /** It has introduced itself; a link that it had before counts no more. */
  attached(node: string, peer: Pick<NodePeer, 'notify'>): void {
    this.detached(node);
    const paced: Paced = { peer, everyMs: undefined, transfers: 0 };
    this.#nodes.set(node, paced);
    this.#ask(paced, this.#wanted(node));
  }

  detached(node: string): void {
    this.#transfers -= this.#nodes.get(node)?.transfers ?? 0;
    this.#nodes.delete(node);
  }

  /** It has told of so many transfers. */
  heard(node: string, transfers: number): void {
    const paced = this.#nodes.get(node);
    if (paced === undefined) return;
    this.#transfers += transfers - paced.transfers;
    paced.transfers = transfers;
  }

  /** Somebody is shown how a transfer of it stands. */
  seen(node: string): void {
    const paced = this.#nodes.get(node);
    if (paced === undefined) return;
    this.#seenAt.set(node, performance.now());
    this.#ask(paced, watchedEveryMs);
  }

  /** To be called every `paceEveryMs`. */
  step(): void {
    const now = performance.now();
    for (const [node, at] of this.#seenAt) if (now - at > seenForMs) this.#seenAt.delete(node);
    this.#unseenEveryMs = intervalFor(this.#transfers, this.#unseenEveryMs);
    for (const [node, paced] of this.#nodes) this.#ask(paced, this.#wanted(node));
  }

  #wanted(node: string): number {
    return this.#seenAt.has(node) ? watchedEveryMs : this.#unseenEveryMs;
  }

  #ask(paced: Paced, everyMs: number): void {
    if (paced.everyMs !== everyMs && paced.peer.notify('progress-pace', { everyMs })) paced.everyMs = everyMs;
  }
}

/** The shortest that is long enough; a shorter one than now only with room. */
export function intervalFor(transfers: number, nowMs: number): number {
  const needed = (count: number): number =>
    stepsMs.find((everyMs) => everyMs / 1000 >= count / mostFiguresEachSecond) ?? (stepsMs.at(-1) as number);
  return Math.min(Math.max(nowMs, needed(transfers)), needed(transfers * room));
}
