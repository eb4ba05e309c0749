/**
 * How the program speaks: people read standard error (a line that redraws itself on a terminal, a plain one now and then
 * through a pipe), scripts read standard output (the summary, or JSON Lines).
 */
import { stripVTControlCharacters } from 'node:util';
import type { RunEvent, RunSummary } from '../engine/run/run-event.ts';
import { leftOutTexts } from '../model/left-out-text.ts';
import type { Progress } from '../model/progress.ts';
import { formatBytes, formatDuration } from '../runtime/units.ts';
import { progressLine } from './progress-line.ts';

export interface Voice {
  hear(event: RunEvent): void;
  end(summary: RunSummary): void;
  /** Takes away what would be redrawn; before anything else writes to the terminal. */
  close(): void;
}

const plainLineMs = 3000;

interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Asynchronous because a live line needs tables of how wide characters are, 40 ms to load, and nothing else does. */
export async function chooseVoice(
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
  streams: Streams,
): Promise<Voice> {
  if (json) return jsonVoice(streams, quiet);
  if (quiet) return quietVoice(streams);
  return new TalkingVoice(streams, streams.err.isTTY === true ? (await import('cli-truncate')).default : undefined);
}

/** To so many columns. */
type Shorten = (line: string, columns: number) => string;

function jsonVoice({ out }: Streams, isQuiet: boolean): Voice {
  const write = (line: object) => out.write(`${JSON.stringify(line)}\n`);
  return {
    hear: ({ kind, ...event }) => {
      if (!isQuiet || kind === 'file-failed') write({ event: kind, ...event });
    },
    end: (summary) => write({ event: 'summary', ...summary }),
    close: () => {},
  };
}

function quietVoice({ err }: Streams): Voice {
  return {
    hear: (event) => {
      if (event.kind === 'file-failed') err.write(`${failedText(event)}\n`);
    },
    end: () => {},
    close: () => {},
  };
}

type FileFailed = Extract<RunEvent, { kind: 'file-failed' }>;

function failedText({ reason }: FileFailed): string {
  return `failed: ${reason.message} (${reason.code})`;
}

class TalkingVoice implements Voice {
  readonly #streams: Streams;
  /** Of a terminal. */
  readonly #shorten: Shorten | undefined;
  #isLineDrawn = false;
  /** The destination has no room: what was seen before says nothing of how long it takes. */
  #isWaiting = false;
  #plainAt = performance.now();

  constructor(streams: Streams, shorten: Shorten | undefined) {
    this.#streams = streams;
    this.#shorten = shorten;
  }

  hear(event: RunEvent): void {
    switch (event.kind) {
      case 'phase':
        this.#isWaiting = false;
        if (event.phase === 'cleaning') this.#say('removing what the source does not have');
        break;
      case 'resuming':
        this.#say(`resuming: ${event.files} files, ${formatBytes(event.bytes)} pending since the last run; no scan`);
        break;
      case 'rescanning':
        this.#say(`scanning again: ${event.reason}`);
        break;
      case 'finding':
        this.#say(`note: ${event.reason.message} (${event.reason.code})`);
        break;
      case 'file-failed':
        this.#say(failedText(event));
        break;
      case 'waiting':
        this.#isWaiting = true;
        this.#say(
          `waiting: ${event.reason.message} (${event.reason.code}); next attempt in ${formatDuration((event.nextAttemptAt - Date.now()) / 1000)}`,
        );
        break;
      case 'progress':
        this.#show(event.progress);
        break;
      default:
        event satisfies never;
    }
  }

  end(summary: RunSummary): void {
    const { copied, copiedInAll = copied, skipped, failed, deleted, durationMs } = summary;
    this.close();
    const parts = [`${copied.files} files copied (${formatBytes(copied.bytes)})`];
    // With the runs before it that were interrupted.
    if (copiedInAll.files > copied.files) parts.push(`${copiedInAll.files} in all (${formatBytes(copiedInAll.bytes)})`);
    parts.push(`${skipped.files} skipped`);
    if (deleted.files > 0) parts.push(`${deleted.files} removed`);
    if (failed.files > 0) parts.push(`${failed.files} failed`);
    parts.push(...leftOutTexts(summary).map((text) => `${text} left out`));
    this.#streams.out.write(`${parts.join(', ')} in ${(durationMs / 1000).toFixed(1)} s\n`);
  }

  close(): void {
    if (!this.#isLineDrawn) return;
    this.#streams.err.write('\r\x1b[K');
    this.#isLineDrawn = false;
  }

  #say(text: string): void {
    this.close();
    this.#streams.err.write(`${text}\n`);
  }

  #show(progress: Progress): void {
    if (this.#isWaiting) return;
    const { err } = this.#streams;
    const line = stripVTControlCharacters(progressLine(progress));
    if (this.#shorten !== undefined) {
      err.write(`\r\x1b[K${this.#shorten(line, Math.max(20, (err.columns || 80) - 1))}`);
      this.#isLineDrawn = true;
    } else if (performance.now() - this.#plainAt >= plainLineMs) {
      this.#plainAt = performance.now();
      err.write(`${line}\n`);
    }
  }
}
