/**
 * Small files of a slow mount under way, as many at once as pay (flight-window.ts), from many folders in turn
 * (folder-queue.ts). What is done with a file is up to whoever lets it fly. It makes one call at a time in the thread pool.
 */
import type { Buffer } from 'node:buffer';
import { poolShare } from '../disk/in-pool.ts';
import { FlightWindow } from './flight-window.ts';
import { FolderQueue, type Queued, type Taken, type WaitingFolder } from './folder-queue.ts';

export interface FileFlightsOptions<Item> {
  /** Opens a folder of files, which is kept for them where there is room. If it rejects, its files are let fly all the same. */
  readonly openFolder: (path: Buffer, first: Item) => Promise<void>;
  /** Must not reject. Answers how long the file took, in milliseconds without waits for a limit; undefined does not count. */
  readonly fly: (item: Item) => Promise<number | undefined>;
}

/** Making a folder waits for the others that are made in the same one. */
const mostOpening = 8;

export class FileFlights<Item extends Queued> {
  readonly #options: FileFlightsOptions<Item>;
  readonly #queue = new FolderQueue<Item>();
  readonly #window = new FlightWindow(poolShare());
  #inFlight = 0;
  #isStopped = false;
  #landing = Promise.withResolvers<void>();

  constructor(options: FileFlightsOptions<Item>) {
    this.#options = options;
  }

  /** Files that wait or are in flight. */
  get length(): number {
    return this.#queue.length + this.#inFlight;
  }

  add(items: Iterable<Item>): void {
    for (const item of items) this.#queue.add(item);
    this.#pump();
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async drained(): Promise<void> {
    while (this.#inFlight > 0 || (this.#queue.length > 0 && !this.#isStopped)) {
      await this.#landing.promise;
    }
  }

  /** What waits stays where it is; resolves when what is in flight has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.drained();
  }

  #pump(): void {
    if (this.#isStopped) return;
    const queue = this.#queue;
    for (let next = queue.open(mostOpening); next !== undefined; next = queue.open(mostOpening)) void this.#open(next);
    while (this.#inFlight < this.#window.size) {
      const taken = queue.take();
      if (taken === undefined) return;
      void this.#fly(taken);
    }
  }

  async #open(folder: WaitingFolder<Item>): Promise<void> {
    this.#inFlight += 1;
    try {
      await this.#options.openFolder(folder.path, folder.items[0] as Item);
    } catch {
      // The next to open it hears why: each of its files.
    }
    this.#queue.opened(folder);
    this.#land();
  }

  async #fly(taken: Taken<Item>): Promise<void> {
    this.#inFlight += 1;
    const tookMs = await this.#options.fly(taken.item);
    if (tookMs !== undefined) this.#window.observe(tookMs);
    this.#queue.landed(taken);
    this.#land();
  }

  #land(): void {
    const landing = this.#landing;
    this.#landing = Promise.withResolvers();
    this.#inFlight -= 1;
    this.#pump();
    landing.resolve();
  }
}
