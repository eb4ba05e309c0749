/**
 * What one console watches, sent whole whenever it changed: at most twice a second, or as often as it asks for, only the windows that changed, and not
 * while the console is behind. A window that was not sent is compared again at the next tick, so nothing is lost.
 */

import type { AlertList } from '../../src/model/alert.ts';
import { ownerOf, type Transfer } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import type { hubToConsole, Watch } from '../../src/protocol/console-link.ts';
import type { NoticeBody } from '../../src/protocol/side.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { ProgressPacer } from '../nodes/progress-pacer.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Throughput } from '../transfers/throughput.ts';
import type { FleetView } from './fleet-view.ts';

export type Update = NoticeBody<typeof hubToConsole, 'update'>;
type Windows = Omit<Update, 'at'>;

export interface WatchFeedOptions {
  readonly fleet: FleetView;
  readonly ledger: Ledger;
  readonly throughput: Throughput;
  readonly pacer: Pick<ProgressPacer, 'seen'>;
  readonly alerts: () => AlertList;
  readonly clock: Clock;
  /** Takes an `Update` as JSON; false when the console is behind and nothing was sent. */
  readonly send: (update: string) => boolean;
}

export const updateEveryMs = 500;
/** Not at once: who scrolls asks for windows faster than they can be looked at, and after a restart all consoles ask together. */
const answerWithinMs = 50;

export class WatchFeed implements Disposable {
  readonly #options: WatchFeedOptions;
  #watch: Watch = { overview: false, nodes: false };
  #sent: Partial<Record<keyof Windows, string>> = {};
  #timer: NodeJS.Timeout | undefined;
  #answer: NodeJS.Timeout | undefined;
  #everyMs = updateEveryMs;

  constructor(options: WatchFeedOptions) {
    this.#options = options;
  }

  /** Replaces what is watched. Somebody waits for it: an update with every watched window follows without waiting for the tick. */
  watch(watch: Watch): void {
    this.#watch = watch;
    this.#sent = {};
    const { everyMs = updateEveryMs } = watch;
    if (everyMs !== this.#everyMs) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#everyMs = everyMs;
    this.#timer ??= setTimeout(() => this.#begin(), Math.random() * everyMs);
    this.#answer ??= setTimeout(() => {
      this.#answer = undefined;
      this.#tick();
    }, Math.random() * answerWithinMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#answer);
    clearInterval(this.#timer);
  }

  /** At a time of its own: consoles that came together must not all be served together, with the hub busy meanwhile. */
  #begin(): void {
    this.#timer = setInterval(() => this.#tick(), this.#everyMs);
    this.#tick();
  }

  #tick(): void {
    const windows = Object.entries(this.#windows()) as [keyof Windows, object][];
    const changed = windows
      .map(([name, window]) => ({ name, text: textOf(window) }))
      .filter(({ name, text }) => this.#sent[name] !== text);
    if (changed.length === 0) return;
    const parts = [`"at":${this.#options.clock.now()}`, ...changed.map(({ name, text }) => `"${name}":${text}`)];
    if (!this.#options.send(`{${parts.join()}}`)) return;
    for (const { name, text } of changed) this.#sent[name] = text;
  }

  #windows(): Windows {
    const { fleet, ledger, throughput } = this.#options;
    const { overview, nodes, transfers, transfer, alerts } = this.#watch;
    const page = transfers && ledger.page(transfers.filter, transfers.offset, transfers.limit);
    const one = transfer && ledger.get(transfer);
    this.#see(page?.transfers ?? []);
    if (one !== undefined) this.#see([one]);
    return {
      ...(overview && { overview: fleet.overview() }),
      ...(nodes && { nodes: fleet.nodes() }),
      ...(transfers && page && { transfers: { filter: transfers.filter, offset: transfers.offset, ...page } }),
      ...(one && { transfer: { transfer: one, throughput: throughput.of(one.id) } }),
      ...(alerts === true && { alerts: this.#options.alerts() }),
    };
  }

  #see(shown: readonly Transfer[]): void {
    for (const transfer of shown) if (!isEnded(transfer.state)) this.#options.pacer.seen(ownerOf(transfer));
  }
}

const texts = new WeakMap<object, string>();

/** A window that several consoles watch is one object (fleet-view.ts), and written once for all of them. */
function textOf(window: object): string {
  const text = texts.get(window) ?? JSON.stringify(window);
  texts.set(window, text);
  return text;
}
