/**
 * Files in waiting, handed out round robin over their folders: on a slow mount, operations in one folder queue up behind its
 * lock (PERFORMANCE: three times the speed). A folder's files wait until it is opened, so that what is in flight are files:
 * folders are made one after the other, in the one that they are all in.
 */
import { Buffer } from 'node:buffer';

/** Something with a path. */
export interface Queued {
  readonly path: Buffer;
}

export interface WaitingFolder<Item> {
  readonly path: Buffer;
  readonly key: string;
  readonly items: Item[];
  at: number;
  inFlight: number;
}

/** A file that was handed out. */
export interface Taken<Item> {
  readonly item: Item;
  readonly folder: WaitingFolder<Item>;
}

const slash = 0x2f;
/** Folders that are opened, or being opened, before the files of others are at an end. */
const mostOpened = 64;
/** Files of one folder in flight while others are not open yet: more would wait for each other, and keep those from flying. */
const mostOfFirst = 4;

export class FolderQueue<Item extends Queued> {
  readonly #byFolder = new Map<string, WaitingFolder<Item>>();
  readonly #closed = new Set<WaitingFolder<Item>>();
  #opening = 0;
  /** Opened folders in the order of their turns, around and around. */
  readonly #turns: WaitingFolder<Item>[] = [];
  #turn = 0;
  #length = 0;

  /** Files that wait. */
  get length(): number {
    return this.#length;
  }

  add(item: Item): void {
    this.#length += 1;
    const folder = item.path.subarray(0, Math.max(0, item.path.lastIndexOf(slash)));
    const key = folder.toString('latin1');
    const known = this.#byFolder.get(key);
    if (known !== undefined) {
      known.items.push(item);
      return;
    }
    const waiting = { path: Buffer.from(folder), key, items: [item], at: 0, inFlight: 0 };
    this.#byFolder.set(key, waiting);
    this.#closed.add(waiting);
  }

  /** The next folder to open, which is told by `opened`; at most so many at once. */
  open(most: number): WaitingFolder<Item> | undefined {
    if (this.#opening >= most || this.#turns.length + this.#opening >= mostOpened) return undefined;
    const [next] = this.#closed;
    if (next === undefined) return undefined;
    this.#closed.delete(next);
    this.#opening += 1;
    return next;
  }

  /** Or that it cannot be opened: each of its files says so. */
  opened(folder: WaitingFolder<Item>): void {
    this.#opening -= 1;
    this.#turns.push(folder);
  }

  /** The first file of the opened folder whose turn it is; undefined while there is none that should fly now. */
  take(): Taken<Item> | undefined {
    const most = this.#opening + this.#closed.size > 0 ? mostOfFirst : Number.POSITIVE_INFINITY;
    for (let looked = this.#turns.length; looked > 0; looked -= 1) {
      if (this.#turn >= this.#turns.length) this.#turn = 0;
      const folder = this.#turns[this.#turn] as WaitingFolder<Item>;
      if (folder.inFlight < most) return { item: this.#takeFrom(folder), folder };
      this.#turn += 1;
    }
    return undefined;
  }

  landed({ folder }: Taken<Item>): void {
    folder.inFlight -= 1;
  }

  #takeFrom(folder: WaitingFolder<Item>): Item {
    const item = folder.items[folder.at] as Item;
    folder.at += 1;
    folder.inFlight += 1;
    this.#length -= 1;
    if (folder.at < folder.items.length) this.#turn += 1;
    else {
      this.#byFolder.delete(folder.key);
      this.#turns.splice(this.#turn, 1);
    }
    return item;
  }
}
