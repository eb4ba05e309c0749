/** Reads the log that is shown: its end and what comes, or on from a place in it; older lines when the cursor comes near them. */
import { type LogLine, type LogPage, maxLogLines } from '../../src/model/log-page.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';
import type { LogView } from '../store/hub-data.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';
import type { WantedLog } from './wanted.ts';

const pageLines = 500;
/** Shorter than the hub would wait: a log that is left is not waited for long. */
const waitMs = 5000;
const betweenPagesMs = 200;
const retryMs = 2000;
/** Of a log that is followed the oldest lines are let go of; one that is not is not read further. */
const mostLines = 10 * maxLogLines;

export interface LogWindowOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
}

export class LogWindow {
  readonly #options: LogWindowOptions;
  #wanted: WantedLog | undefined;
  #reader: AbortController | undefined;
  #isLoadingOlder = false;

  constructor(options: LogWindowOptions) {
    this.#options = options;
  }

  want(wanted: WantedLog | undefined): void {
    const isSame = wanted !== undefined && this.#wanted?.reading === wanted.reading;
    this.#wanted = wanted;
    if (!isSame) this.#readAnew();
    else if (wanted.isOlderWanted) void this.#loadOlder();
  }

  #readAnew(): void {
    this.#reader?.abort();
    this.#reader = undefined;
    if (this.#wanted === undefined) return;
    const reader = new AbortController();
    this.#reader = reader;
    void this.#read(this.#wanted, reader.signal);
  }

  async #read(wanted: WantedLog, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const { reading, from } = wanted;
    let view: LogView | undefined;
    while (!signal.aborted) {
      let pauseMs = betweenPagesMs;
      try {
        view = this.#viewOf(reading);
        if (view === undefined || !this.#isFull(view)) {
          const place = view === undefined ? (from === undefined ? {} : { after: from }) : { after: view.next, waitMs };
          const page = await this.#options.request('read-log', { ...queryOf(wanted), ...place, limit: pageLines });
          if (signal.aborted) return;
          this.#take(reading, page);
        }
      } catch (thrown) {
        if (signal.aborted) return;
        const fault = asFault(thrown);
        this.#write(reading, (log) => ({ ...log, reason: faultText(fault) }));
        if (!fault.isRetryable) return;
        pauseMs = retryMs;
      }
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  #isFull({ lines }: LogView): boolean {
    return lines.length >= mostLines && this.#wanted?.isFollowing !== true;
  }

  #take(reading: number, page: LogPage): void {
    const before = this.#viewOf(reading);
    // Fewer than asked for: there were no more.
    const isAtEnd = page.lines.length < pageLines || (before === undefined && this.#wanted?.from === undefined);
    if (before === undefined) {
      const { lines, first, next } = page;
      this.#write(reading, (log) => ({
        ...log,
        lines,
        first,
        next,
        isAtEnd,
        isAtStart: first === 0,
        reason: undefined,
      }));
      this.#options.model.publish();
      return;
    }
    if (page.lines.length === 0 && before.isAtEnd === isAtEnd && before.reason === undefined) {
      if (page.next !== before.next) this.#write(reading, (log) => ({ ...log, next: page.next }));
      return;
    }
    // A log that begins anew has other lines at the same positions.
    const isOther = page.isGap && page.first < before.first;
    const kept = isOther ? [] : before.lines;
    const came = page.isGap && page.lines[0] !== undefined ? [gapLine(page.lines[0]), ...page.lines] : page.lines;
    const lines = came.length === 0 && !isOther ? before.lines : [...kept, ...came].slice(-mostLines);
    const first = isOther
      ? page.first
      : lines.length < kept.length + came.length
        ? (lines[0]?.position ?? 0)
        : before.first;
    this.#write(reading, (log) => ({ ...log, lines, first, next: page.next, isAtEnd, reason: undefined }));
  }

  async #loadOlder(): Promise<void> {
    const wanted = this.#wanted;
    const before = wanted === undefined ? undefined : this.#viewOf(wanted.reading);
    if (wanted === undefined || before === undefined || this.#isLoadingOlder) return;
    if (before.isAtStart || before.lines.length >= 2 * mostLines) return;
    this.#isLoadingOlder = true;
    try {
      const place = { before: before.first, limit: pageLines };
      const page = await this.#options.request('read-log', { ...queryOf(wanted), ...place });
      const isAtStart = page.first === 0 || page.first >= before.first;
      this.#write(wanted.reading, (log) =>
        log.first === before.first
          ? { ...log, lines: [...page.lines, ...log.lines], first: page.first, isAtStart }
          : log,
      );
      this.#options.model.publish();
    } catch {
      // The reading of what comes says why.
    } finally {
      this.#isLoadingOlder = false;
    }
  }

  #viewOf(reading: number): LogView | undefined {
    const { log } = this.#options.model.data;
    return log?.reading === reading && log.next !== undefined ? log : undefined;
  }

  #write(reading: number, change: (log: LogView) => LogView): void {
    const { model } = this.#options;
    const log = model.data.log?.reading === reading ? model.data.log : emptyLog(reading);
    model.update({ log: change(log) });
  }
}

function emptyLog(reading: number): LogView {
  return { reading, lines: [], first: 0, next: undefined, isAtStart: false, isAtEnd: false, reason: undefined };
}

function queryOf({ node, level, only }: WantedLog) {
  // As it is written in the log: T-4 is not found in T-42.
  return { node, ...(level !== undefined && { level }), ...(only !== undefined && { text: `"${only}"` }) };
}

/** In the place of lines that are not kept any more. */
function gapLine({ at, position }: LogLine): LogLine {
  return { at, position: position - 0.5, level: 'warn', message: 'lines in between are not kept any more', fields: {} };
}
