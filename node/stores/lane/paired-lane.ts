/**
 * Two lanes as one, each with a thread and connections of its own: of a connection that one thread enciphers, that thread
 * is the limit. Large files are shared out between them, small ones all go the first way. A server that lets nobody in
 * twice gets all of them over the first.
 */
import type { Lane, LaneOptions, LaneSample } from '../../../src/engine/endpoint/destination.ts';
import type { LaneItem, Outcomes } from '../../../src/engine/endpoint/item.ts';
import { addWork } from '../../../src/engine/pipeline/work-meter.ts';

type Hooks = Pick<LaneOptions, 'onOutcomes' | 'onLost'>;

/** A file of at least so many bytes may go the second way. */
const largeBytes = 16 * 1024 * 1024;
/** With so many bytes on the first way a second is worth its start. */
const worthwhileBytes = 64 * 1024 * 1024;

export class PairedLane implements Lane {
  readonly #open: (hooks: Hooks) => Lane;
  readonly #hooks: Hooks;
  readonly #first: Lane;
  readonly #onFirst = new FilesUnderWay();
  readonly #onSecond = new FilesUnderWay();
  readonly #closing = new AbortController();
  #second: Lane | undefined;
  /** Something has arrived by it: what fails there does not fail for want of a connection. */
  #isProven = false;
  #isRefused = false;
  #isLost = false;

  constructor(open: (hooks: Hooks) => Lane, hooks: Hooks) {
    this.#open = open;
    this.#hooks = hooks;
    this.#first = open({ onOutcomes: (outcomes) => this.#takeFirst(outcomes), onLost: (thrown) => this.#lose(thrown) });
  }

  async submit(items: readonly LaneItem[], signal: AbortSignal): Promise<void> {
    const [first, second]: [LaneItem[], LaneItem[]] = [[], []];
    for (const item of items) (this.#goesSecond(item) ? second : first).push(item);
    if (second.length > 0) await this.#openSecond().submit(second, signal);
    if (first.length > 0) await this.#first.submit(first, signal);
  }

  sample(): LaneSample {
    const first = this.#first.sample();
    const second = this.#second?.sample();
    if (second === undefined) return first;
    return {
      writtenBytes: first.writtenBytes + second.writtenBytes,
      files: [...first.files, ...second.files],
      streams: undefined,
      work: addWork(first.work, second.work),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#first, this.#second].map((lane) => lane?.[Symbol.asyncDispose]()));
  }

  /** And remembers it as under way there. */
  #goesSecond(item: LaneItem): boolean {
    if (item.size < largeBytes) return false;
    const isBusy = this.#onFirst.bytes >= worthwhileBytes && this.#onFirst.bytes > this.#onSecond.bytes;
    const goes = isBusy && !this.#isRefused;
    (goes ? this.#onSecond : this.#onFirst).add(item);
    return goes;
  }

  #openSecond(): Lane {
    this.#second ??= this.#open({
      onOutcomes: (outcomes) => this.#takeSecond(outcomes),
      onLost: (thrown) => this.#lose(thrown),
    });
    return this.#second;
  }

  #takeFirst(outcomes: Outcomes): void {
    for (const { id } of [...outcomes.synced, ...outcomes.failed]) this.#onFirst.take(id);
    this.#hooks.onOutcomes(outcomes);
  }

  #takeSecond({ synced, failed }: Outcomes): void {
    for (const { id } of synced) this.#onSecond.take(id);
    this.#isProven ||= synced.length > 0;
    const items = failed.map(({ id }) => this.#onSecond.take(id));
    if (this.#isProven) {
      this.#hooks.onOutcomes({ synced, failed });
      return;
    }
    this.#isRefused = true;
    const again = items.filter((item) => item !== undefined);
    for (const item of again) this.#onFirst.add(item);
    // If that way is lost or closed it has said so.
    this.#first.submit(again, this.#closing.signal).catch(() => {});
  }

  #lose(thrown: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#hooks.onLost(thrown);
  }
}

class FilesUnderWay {
  bytes = 0;
  readonly #items = new Map<number, LaneItem>();

  add(item: LaneItem): void {
    this.#items.set(item.id, item);
    this.bytes += item.size;
  }

  /** Undefined for one that was not added. */
  take(id: number): LaneItem | undefined {
    const item = this.#items.get(id);
    if (item === undefined) return undefined;
    this.#items.delete(id);
    this.bytes -= item.size;
    return item;
  }
}
