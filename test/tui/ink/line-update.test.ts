/** What of a line is written anew. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import lineUpdate from '../../../tui/ink/line-update.ts';
import stringWidth from '../../../tui/text/string-width.ts';
import { TerminalScreen } from '../../harness/terminal-screen.ts';
import { paintedText } from './painted-text.ts';

const columns = 40;
const lines = paintedText.filter((line) => stringWidth(line) <= columns);

async function shown(...writes: readonly string[]): Promise<readonly string[]> {
  const screen = new TerminalScreen({ columns, rows: 2 });
  for (const text of writes) await screen.write(text);
  return screen.looks(0);
}

test('a line that was changed looks like one that was written new, for any two of them', async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, async (previous, next) => {
      const changed = await shown(previous, lineUpdate(previous, next, columns));
      expect(changed).toEqual(await shown(next));
    }),
    { numRuns: 300 },
  );
});

test('a line of which one part was changed looks like one that was written new', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(paintedText, paintedText, paintedText, paintedText), async ([head, one, other, tail]) => {
      const [previous, next] = [head + one + tail, head + other + tail];
      fc.pre(stringWidth(previous) <= columns && stringWidth(next) <= columns);
      const changed = await shown(previous, lineUpdate(previous, next, columns));
      expect(changed).toEqual(await shown(next));
    }),
    { numRuns: 100 },
  );
});

test('after a line was changed nothing is switched on', async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, async (previous, next) => {
      const screen = new TerminalScreen({ columns, rows: 2 });
      await screen.write(`${previous}${lineUpdate(previous, next, columns)}\r\nplain`);
      const [plain] = await shown('p');
      expect(screen.looks(1)[0]).toBe(plain);
    }),
    { numRuns: 100 },
  );
});

test('a figure in a coloured line is all that is sent of it', () => {
  const line = (rate: string): string =>
    `\u001b[36m┃\u001b[39m T-1234 ${rate} MB/s \u001b[38;5;114mRUN\u001b[39m \u001b[36m┃\u001b[39m`;
  expect(lineUpdate(line('47.1'), line('47.3'), columns)).toBe('\u001b[13G3');
  expect(lineUpdate(line('47.1'), line('48.1'), columns)).toBe('\u001b[11G8');
});

test('a line wider than the screen is written whole', () => {
  const wide = 'a'.repeat(columns + 1);
  expect(lineUpdate(wide, `b${wide.slice(1)}`, columns)).toBe(`\u001b[1G\u001b[Kb${wide.slice(1)}`);
});
