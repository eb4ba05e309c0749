/** From a key press to the end of the frame that shows what it did. */
import { setTimeout as delay } from 'node:timers/promises';
import { TerminalScreen } from '../../test/harness/terminal-screen.ts';
import { type ConsoleProcess, type Frame, size } from './console-process.ts';

export interface Walk {
  readonly name: string;
  /** Leads to where it is walked. */
  readonly way: readonly string[];
  /** Each changes what is under the cursor, what is typed, or the view. */
  readonly keys: readonly string[];
}

interface Press {
  readonly walk: string;
  readonly at: number;
}

const settleMs = 3000;
/** Between two keys: at any time of the tick, and longer than a frame. */
const pauseMs = (): number => 80 + Math.random() * 80;

export async function pressKeys(
  run: ConsoleProcess,
  { walks, perWalk }: { readonly walks: readonly Walk[]; readonly perWalk: number },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const presses: Press[] = [];
  for (const { name, way, keys } of walks) {
    for (const key of way) {
      run.press(key);
      await delay(settleMs);
    }
    for (let count = 0; count < perWalk; count += 1) {
      presses.push({ walk: name, at: performance.now() });
      run.press(keys[count % keys.length] ?? '');
      await delay(pauseMs());
    }
    await delay(settleMs);
  }
  return await latencies(presses, run.frames);
}

/** What was shown is looked at afterwards: the first frame after a key that shows something else than before. */
async function latencies(
  presses: readonly Press[],
  frames: readonly Frame[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const screen = new TerminalScreen(size);
  const found = new Map<string, number[]>();
  let shown = '';
  let at = 0;
  const showUntil = async (time: number, isEnough: () => boolean): Promise<Frame | undefined> => {
    for (;;) {
      const frame = frames[at];
      if (frame === undefined || frame.at > time) return undefined;
      await screen.write(frame.text);
      at += 1;
      shown = cursorsOf(screen);
      if (isEnough()) return frame;
    }
  };
  for (const [index, press] of presses.entries()) {
    await showUntil(press.at, () => false);
    const before = shown;
    const frame = await showUntil(presses[index + 1]?.at ?? Number.POSITIVE_INFINITY, () => shown !== before);
    // Later than the next key: longer than any goal.
    const ms = frame === undefined ? Number.POSITIVE_INFINITY : frame.at - press.at;
    found.set(press.walk, [...(found.get(press.walk) ?? []), ms]);
  }
  return found;
}

/** Where the cursors are and on what, the ranges, the tabs, and what is typed: nothing that changes by itself. */
function cursorsOf({ rows }: TerminalScreen): string {
  const cursors = rows.flatMap((row, index) => [
    ...[...row.matchAll(/[┃│]> +(\S+)/g)].map(([, what = '']) => `${index}${/^(T-|…)/.test(what) ? '' : what}`),
    ...(/[\d,]+-[\d,]+ of [\d,]+/.exec(row) ?? []),
  ]);
  return [rows[1], rows.at(-2), ...cursors].join('\n');
}
