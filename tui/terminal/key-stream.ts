/** Standard input as Ink wants it, one key a chunk. Forwards what makes it a terminal. What the mouse and the window do is not for Ink. */
import { Readable } from 'node:stream';
import { cutKeys } from './key-sequence.ts';
import { type MouseReport, mouseReport } from './mouse.ts';
import { focusReport } from './terminal-mode.ts';

export interface TerminalInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode(isRaw: boolean): unknown;
  ref(): unknown;
  unref(): unknown;
}

export interface Reports {
  readonly onMouse: (report: MouseReport) => void;
  readonly onFocus: (hasFocus: boolean) => void;
}

const unheard: Reports = { onMouse: () => undefined, onFocus: () => undefined };

/** How long the rest of an escape sequence may take; after that a lone Esc was a lone Esc. */
const restTimeoutMs = 20;
const maxPasteCharacters = 1024 * 1024;

export class KeyStream extends Readable {
  readonly isTTY = true;
  readonly #source: TerminalInput;
  readonly #reports: Reports;
  #rest = '';
  #timer: NodeJS.Timeout | undefined;
  readonly #onData = (chunk: Buffer | string): void => this.#take(String(chunk));
  readonly #onEnd = (): void => void this.push(null);

  constructor(source: TerminalInput, reports: Reports = unheard) {
    super({ objectMode: true });
    this.#source = source;
    this.#reports = reports;
  }

  setRawMode(isRaw: boolean): this {
    this.#source.setRawMode(isRaw);
    return this;
  }

  ref(): this {
    this.#source.ref();
    return this;
  }

  unref(): this {
    this.#source.unref();
    return this;
  }

  /** Keys are text already; decoding them again would join them. */
  override setEncoding(): this {
    return this;
  }

  override _construct(done: () => void): void {
    this.#source.setEncoding('utf8');
    this.#source.on('data', this.#onData);
    this.#source.on('end', this.#onEnd);
    done();
  }

  /** Whether somebody else has the terminal, whose keys are not ours. */
  lend(isLent: boolean): void {
    if (isLent) this.#source.pause();
    else this.#source.resume();
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#source.off('data', this.#onData);
    this.#source.off('end', this.#onEnd);
    this.#source.pause();
    done(error);
  }

  #take(text: string): void {
    clearTimeout(this.#timer);
    const { keys, rest } = cutKeys(this.#rest + text);
    this.#rest = rest;
    for (const key of keys) {
      const mouse = mouseReport(key);
      const hasFocus = focusReport(key);
      if (hasFocus !== undefined) this.#reports.onFocus(hasFocus);
      else if (mouse === undefined) this.push(key);
      else if (mouse !== 'other') this.#reports.onMouse(mouse);
    }
    if (rest === '') return;
    if (!rest.startsWith('\u001b[200~')) this.#timer = setTimeout(() => this.#giveUpRest(), restTimeoutMs);
    else if (rest.length > maxPasteCharacters) this.#rest = '';
  }

  #giveUpRest(): void {
    const rest = this.#rest;
    this.#rest = '';
    this.push(rest);
  }
}
