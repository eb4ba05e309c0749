/**
 * How many transfers may come in at once. Who finds no room is turned away and asks again; a place that becomes free is kept
 * for the node that was turned away first, as long as it goes on asking: a sender that knows at once when one of its own has
 * ended would otherwise take every place, for ever.
 */
import { Fault } from '../../../src/runtime/fault.ts';

/** A node that has not asked for so long does not wait any more; several times as long as one rests (node/runs/runs.ts). */
const patienceMs = 30_000;

export class IncomingPlaces {
  readonly #name: string;
  readonly #most: number;
  /** Transfers that were let in. */
  readonly #inside = new Set<string>();
  /** When each node that was turned away last asked; who was turned away first comes first. */
  readonly #waiting = new Map<string, number>();

  /** `name` is this node. */
  constructor({ name, most }: { readonly name: string; readonly most: number }) {
    this.#name = name;
    this.#most = most;
  }

  /** Throws `node-busy`. `now` in milliseconds of any clock that does not jump. */
  enter(transfer: string, { from, now }: { readonly from: string; readonly now: number }): void {
    for (const [node, askedAt] of this.#waiting) if (now - askedAt > patienceMs) this.#waiting.delete(node);
    const line = [...this.#waiting.keys()];
    const before = line.includes(from) ? line.indexOf(from) : line.length;
    if (this.#inside.has(transfer) || this.#most - this.#inside.size > before) {
      this.#waiting.delete(from);
      this.#inside.add(transfer);
      return;
    }
    this.#waiting.set(from, now);
    const after = this.#inside.size < this.#most ? `, and ${line[0]} is next` : '';
    throw new Fault('node-busy', `${this.#name} receives ${this.#inside.size} of ${this.#most}${after}`);
  }

  leave(transfer: string): void {
    this.#inside.delete(transfer);
  }
}
