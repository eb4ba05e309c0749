/**
 * Stops the program as Ctrl-Z does and gives the terminal to the shell meanwhile: main screen, cooked, cursor shown. Comes back
 * when it goes on (`fg`), or at once where there is no shell that could continue it, which the kernel knows.
 */
import { setTimeout as delay } from 'node:timers/promises';

/** Gives the terminal away; what it resolves with takes it back and draws everything anew. */
export type GiveTerminal = () => Promise<{ resume(): Promise<void> }>;

export interface SuspensionOptions {
  /** Undefined before anything was drawn. */
  readonly give: () => GiveTerminal | undefined;
  /** Modes of the terminal that are this program's own. */
  readonly switchModes: (isOn: boolean) => void;
}

/** A signal that stops the process has done so within it, or never will. */
const stopWithinMs = 50;

export class Suspension implements Disposable {
  readonly #options: SuspensionOptions;
  #isAway = false;
  readonly #stop = (): void => void this.suspend();
  /** Stopped by a signal that cannot be seen coming: the shell has used the terminal since. */
  readonly #continue = (): void => void this.#give(async () => undefined);

  constructor(options: SuspensionOptions) {
    this.#options = options;
    process.on('SIGTSTP', this.#stop);
    process.on('SIGCONT', this.#continue);
  }

  async suspend(): Promise<void> {
    await this.#give(async () => {
      // Without a listener the signal stops the process, and all of its job with it, as the shell expects.
      process.off('SIGTSTP', this.#stop);
      process.kill(0, 'SIGTSTP');
      await delay(stopWithinMs);
      process.on('SIGTSTP', this.#stop);
    });
  }

  /** While another program has it. What stops that one stops this one as well, as the shell expects. */
  async lend(meanwhile: () => Promise<void>): Promise<void> {
    await this.#give(async () => {
      process.off('SIGTSTP', this.#stop);
      try {
        await meanwhile();
      } finally {
        process.on('SIGTSTP', this.#stop);
      }
    });
  }

  [Symbol.dispose](): void {
    process.off('SIGTSTP', this.#stop);
    process.off('SIGCONT', this.#continue);
  }

  async #give(meanwhile: () => Promise<void>): Promise<void> {
    const give = this.#options.give();
    if (this.#isAway || give === undefined) return;
    this.#isAway = true;
    try {
      this.#options.switchModes(false);
      const given = await give();
      try {
        await meanwhile();
      } finally {
        await given.resume();
        this.#options.switchModes(true);
      }
    } finally {
      this.#isAway = false;
    }
  }
}
