/** A process that swaps folders for links to folders outside, and what lies outside, which must stay as it is. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree } from '../tree.ts';
import type { SwapAnswer, SwapOrder } from './programs/swap-folders.ts';

const program = new URL('programs/swap-folders.ts', import.meta.url).pathname;

export class Swapper implements AsyncDisposable {
  readonly #child: ChildProcess;
  #swaps = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Each folder changes places with a link of its own to `outside`, which lies in `place`. */
  static start(place: string, folders: readonly string[]): Swapper {
    mkdirSync(join(place, 'links'));
    const pairs = folders.flatMap((folder, at) => {
      const link = join(place, 'links', `${at}`);
      symlinkSync(join(place, 'outside'), link);
      return [folder, link];
    });
    return new Swapper(fork(program, pairs));
  }

  get swaps(): number {
    return this.#swaps;
  }

  /** While the work runs, the folders are swapped; afterwards they are in their places. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#order('swap');
    try {
      return await work();
    } finally {
      await this.#order('rest');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  async #order(order: SwapOrder): Promise<void> {
    const answered = once(this.#child, 'message');
    this.#child.send(order);
    const [answer] = (await answered) as [SwapAnswer];
    this.#swaps = answer.swaps;
  }
}

export const secret = 'from outside';

/**
 * What lies outside: the names that are inside, so that whoever is led astray finds what he looks for, and one more. That
 * nothing was written shows in the change times, which nobody can set back; that nothing was read, in those of access.
 */
export class Outside {
  readonly #paths: readonly string[];

  /** `paths`: of files below `root`. */
  constructor(root: string, paths: readonly string[]) {
    makeTree(root, Object.fromEntries([...paths, onlyOutside].map((path) => [path, secret])));
    this.#paths = [root, ...readdirSync(root, { recursive: true }).map((name) => join(root, `${name}`))];
    // Read before they were written: with relatime too, the next reading would show.
    for (const path of this.#paths) utimesSync(path, 1_000_000_000, 1_100_000_000);
  }

  look(): object[] {
    return this.#paths.map((path) => {
      const { atimeNs, mtimeNs, ctimeNs, ino, mode } = lstatSync(path, { bigint: true });
      return { path, atimeNs, mtimeNs, ctimeNs, ino, mode };
    });
  }
}

const onlyOutside = 'only-outside';

/** Paths below a folder that can only have come from outside. */
export function stolen(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.name === onlyOutside || (entry.isFile() && holdsSecret(join(entry.parentPath, entry.name))),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

function holdsSecret(path: string): boolean {
  return readFileSync(path, 'latin1').includes(secret);
}
