/**
 * Who was turned away at the data port, for the audit trail of the hub: alike ones counted together, so that somebody who
 * comes a thousand times is one line. The node's own audit log has each of them.
 */
import type { NotedRefusal } from '../../src/protocol/node-link.ts';
import type { Refusal } from '../data/data-plane.ts';

/** Kinds of refusals that wait; what is beyond is in the node's own audit log alone. */
const mostNotes = 50;

export class RefusalNotes {
  readonly #notes = new Map<string, NotedRefusal>();
  #news = Promise.withResolvers<void>();

  add({ from, reason: { code, message } }: Refusal): void {
    const key = `${from} ${code}`;
    const known = this.#notes.get(key);
    if (known === undefined && this.#notes.size >= mostNotes) return;
    const note = { from: from.slice(0, 200), reason: { code, message: message.slice(0, 1000) } };
    this.#notes.set(key, { ...note, count: (known?.count ?? 0) + 1 });
    this.#news.resolve();
  }

  /** Resolves when there is something to take. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  /** All there are. What could not be delivered is given back by `giveBack`. */
  take(): NotedRefusal[] {
    const notes = [...this.#notes.values()];
    this.#notes.clear();
    this.#news = Promise.withResolvers();
    return notes;
  }

  giveBack(notes: readonly NotedRefusal[]): void {
    for (const note of notes) {
      const key = `${note.from} ${note.reason.code}`;
      const since = this.#notes.get(key);
      this.#notes.set(key, { ...note, count: note.count + (since?.count ?? 0) });
    }
    if (this.#notes.size > 0) this.#news.resolve();
  }
}
