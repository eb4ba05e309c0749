/**
 * Every screen on three sizes of terminal, in names of any letters and in ASCII: what a terminal emulator makes of the
 * console's own bytes. To draw the pictures anew: `rm -r test/tui/every-screen/*.txt`, then vitest with `-u`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { fillHub, worldFleet, worldLists, worldTime } from '../harness/console-world.ts';
import type { Size } from '../harness/terminal-screen.ts';
import { wrongIn } from './every-screen/picture-rules.ts';
import { type Screen, screens } from './every-screen/screens.ts';
import { type Opened, open } from './open-console.ts';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];

const clock = { ...systemClock, now: () => worldTime };

describe.each([
  { letters: 'any', theme: 'default' },
  { letters: 'ascii', theme: 'ascii' },
] as const)('in $letters letters', ({ letters, theme }) => {
  let opened: Opened;

  beforeAll(async () => {
    const hub = { role: 'admin', fleet: worldFleet(letters), lists: worldLists(letters) } as const;
    opened = await open(hub, { clock, theme });
    fillHub(opened.hub, letters);
    await opened.run.screen.see(/> T-48213/);
  });

  afterAll(async () => await opened[Symbol.asyncDispose]());

  test.each(screens)('$name is drawn right on every size of terminal', async (of) => {
    const { run } = opened;
    for (const [keys, seen] of of.steps) {
      run.press(keys);
      await run.screen.see(seen);
    }
    const file = join(import.meta.dirname, 'every-screen', `${of.name}-${letters}.txt`);
    const drawn = await picturesOf(file);
    const pictures: string[] = [];
    const wrong: string[] = [];
    for (const [index, size] of sizes.entries()) {
      run.resize(size);
      await settled(opened, { size, of, drawn: drawn?.[index] });
      const name = `${size.columns}x${size.rows}`;
      wrong.push(
        ...wrongIn({ screen: run.screen, size, isAscii: letters === 'ascii', of }).map((what) => `${name}: ${what}`),
      );
      pictures.push(`${heading(size)}\n${picture(opened)}\n`);
    }
    if (of.leave !== undefined) {
      run.press(of.leave[0]);
      await run.screen.see(of.leave[1]);
    }
    await expect(pictures.join('')).toMatchFileSnapshot(file);
    expect(wrong).toEqual([]);
  });
});

function heading({ columns, rows }: Size): string {
  return `==== ${columns}x${rows}`;
}

/** Without the header and the line of views, which are on every screen. */
function picture({ run }: Opened): string {
  return run.screen.rows.slice(2).join('\n');
}

async function picturesOf(file: string): Promise<readonly string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text?.split(/^==== .*\n/m).slice(1);
}

/** Until it is the picture that was kept or, where it is another one, until nothing moves any more. */
async function settled(
  opened: Opened,
  { size, of, drawn }: { readonly size: Size; readonly of: Screen; readonly drawn: string | undefined },
): Promise<void> {
  const { screen } = opened.run;
  const restMs = drawn === undefined ? 300 : 10_000;
  let before = '';
  let since = performance.now();
  await screen.until(`to see ${of.name} at ${heading(size)}`, () => {
    const now = picture(opened);
    if (`${now}\n` === drawn) return true;
    if (now !== before) since = performance.now();
    before = now;
    return performance.now() - since > restMs && screen.wrappedRows.length === 0;
  });
}
