/** The left pane of the browser, as a terminal shows it: when a key's answer is whole in it. */
import { setTimeout as delay } from 'node:timers/promises';
import { TerminalScreen } from '../../test/harness/terminal-screen.ts';
import { type ConsoleProcess, size } from './console-process.ts';

const withinMs = 20_000;

export class PaneWatch {
  readonly #run: ConsoleProcess;
  readonly #screen = new TerminalScreen(size);
  #drawn = 0;
  /** When the frame that was drawn last had come. */
  #at = 0;

  constructor(run: ConsoleProcess) {
    this.#run = run;
  }

  async until(wanted: RegExp): Promise<void> {
    await this.#next(() => wanted.test(this.#text()), String(wanted));
  }

  /** Until the screen has had what has come. */
  async quiet(): Promise<void> {
    await delay(60);
    await this.#draw(Number.POSITIVE_INFINITY);
  }

  /** Milliseconds from the key to the frame in which the pane has changed, all its rows are there, and `holds`. */
  async press(key: string, holds: (text: string) => boolean = () => true): Promise<number> {
    await this.#draw(Number.POSITIVE_INFINITY);
    const before = this.#text();
    const from = performance.now();
    this.#run.press(key);
    await this.#next(() => {
      const text = this.#text();
      return text !== before && isWhole(text) && holds(text);
    }, JSON.stringify(key));
    return this.#at - from;
  }

  async #next(holds: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!holds()) {
      if (performance.now() > deadline)
        throw new Error(`waited in vain for ${what}; the screen shows:\n${this.#screen.text}`);
      if (!(await this.#draw(1))) await delay(1);
    }
  }

  /** Frame by frame, so that the first that holds is found. */
  async #draw(most: number): Promise<boolean> {
    const { frames } = this.#run;
    const end = Math.min(frames.length, this.#drawn + most);
    if (end === this.#drawn) return false;
    for (const { at, text } of frames.slice(this.#drawn, end)) {
      await this.#screen.write(text);
      this.#at = at;
    }
    this.#drawn = end;
    return true;
  }

  /** Without the clock above and the lines below. */
  #text(): string {
    return this.#screen.rows
      .slice(2, -1)
      .map((row) => row.slice(0, size.columns / 2))
      .join('\n');
  }
}

/** Nothing is on its way. */
function isWhole(text: string): boolean {
  return !text.includes('looking') && !text.includes('loading') && !/^[┃│][> ] {1,3}…/m.test(text);
}
