/** Names of any letters on a terminal: borders and columns stand where they belong, and what is acted upon is the name itself. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { shownName } from '../../src/runtime/names.ts';
import { agreedLetters, asciiLetters } from '../../tui/terminal/agreed-letters.ts';
import { fitCell } from '../../tui/text/fit-cell.ts';
import { paintName } from '../../tui/theme/paint-name.ts';
import { createTheme } from '../../tui/theme/theme.ts';
import { type ConsoleRun, keys } from '../harness/console-in-process.ts';
import { file, quietFleet } from '../harness/fleet-seeds.ts';
import { TerminalScreen } from '../harness/terminal-screen.ts';
import { open } from './open-console.ts';

const doubtful = ['🇩🇪', '🇩', '👍🏽', '❤️', '1️⃣', '©️', '❤︎', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'क्षि', 'நி', 'กำ', 'ｱﾞ', 'שָׁ', 'e\u0301', '👩‍🚀', '🏳️‍🌈'];
const names = [
  ...doubtful.map((letters) => `${letters} of any.txt`),
  '日本語の報告書.pdf',
  '한국어.txt',
  'evil\u001b[2J.txt',
  '\u202egnp.exe',
  'zero\u200bwidth',
];
const folders = { 'fs1:/data': names.map((name) => file(name, 1000)), 'fs2:/data': [] };

const pieces = fc.array(
  fc.constantFrom(...doubtful, 'a', '日', 'é', 'Ж', '\u0301', '\ufe0f', '\u202e', '\u001b', ' '),
  {
    maxLength: 10,
  },
);
const anyName = fc.oneof(
  pieces.map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
);

test('a cell is as wide as it was reckoned, for a terminal that knows clusters and one that adds up code points', async () => {
  const screen = new TerminalScreen({ columns: 40, rows: 1 });
  await fc.assert(
    fc.asyncProperty(
      anyName.filter((name) => !name.includes('|')),
      fc.integer({ min: 4, max: 30 }),
      async (name, width) => {
        const cell = agreedLetters(fitCell(shownName(name), { width, align: 'left', cut: 'name', ellipsis: '…' }));
        expect(stringWidth(cell)).toBe(width);
        // As in a row: a mark at the start of a name joins what stands before it.
        await screen.write(`\u001b[2J\u001b[H> ${cell}|`);
        expect(screen.cells(0).indexOf('|', 2)).toBe(2 + width);
      },
    ),
    { numRuns: 200 },
  );
});

test('a locale without UTF-8 gets ASCII of the same width', () => {
  fc.assert(
    fc.property(anyName, fc.integer({ min: 4, max: 30 }), (name, width) => {
      const cell = fitCell(shownName(name), { width, align: 'left', cut: 'name', ellipsis: '~' });
      expect(asciiLetters(cell)).toMatch(/^[ -~]*$/);
      expect(asciiLetters(cell)).toHaveLength(width);
    }),
  );
});

test.each([
  ['🇩🇪.mov', '\u001b[4mDE\u001b[24m.mov'],
  ['👍🏽', '\u001b[4m👍\u001b[24m'],
  ['❤️', '\u001b[4m❤ \u001b[24m'],
  ['日本語 e\u0301 →', '日本語 e\u0301 →'],
])('%j leaves as %j: what is not the name to the letter is underlined', (name, shown) => {
  expect(agreedLetters(name)).toBe(shown);
});

test('what is escaped in a name has the colour of a warning, and the rest its own', () => {
  const theme = createTheme({ theme: 'default', accent: 'none', isAscii: false }, { colourDepth: 8, isUnicode: true });
  const expected = `${theme.paint('accent', 'two')}${theme.paint('warn', '\\x0a\\u202e')}${theme.paint('accent', 'x')}`;
  expect(paintName(theme, 'accent', shownName('two\n\u202ex'))).toBe(expected);
  expect(paintName(theme, 'text', 'C:\\plain')).toBe(theme.paint('text', 'C:\\plain'));
});

/** Cells in which the pane of the folder ends on each of its lines, and in which its sizes begin. */
function edges(run: ConsoleRun): readonly (readonly number[])[] {
  const lines = run.screen.rows.flatMap((line, row) => (line.includes('1.0 kB') ? [row] : []));
  expect(lines).toHaveLength(names.length);
  const at = (text: string): number[] => lines.map((row) => run.screen.cells(row).indexOf(text, 20));
  return [lines.map((row) => run.screen.cellOf(row, '1.0 kB')), at('┃'), at('#')].map((cells) => [...new Set(cells)]);
}

test('no name moves a border or a column', async () => {
  await using opened = await open({ fleet: quietFleet({ folders }) });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('zero\\u200bwidth');
  expect(edges(run)).toMatchObject([{ length: 1 }, { length: 1 }, { length: 1 }]);
});

test('in a locale without UTF-8 names are ASCII, nothing moves, and the name itself is sent', async () => {
  const ability = { colourDepth: 8, isUnicode: false, isUtf8: false };
  await using opened = await open({ fleet: quietFleet({ folders }) }, { ability });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('zero\\u200bwidth');
  expect(edges(run)).toMatchObject([{ length: 1 }, { length: 1 }, { length: 1 }]);
  expect(run.screen.text).toMatch(/^[\x20-\x7e\n]*$/);
  run.press('/報告', keys.enter);
  await run.screen.see('1 of ');
  run.press('j', ' ');
  await run.screen.see('1 marked');
  run.press('t');
  await run.screen.see(/Start 1[\s\S]*\?{14}\.pdf/);
  run.press(keys.enter);
  await run.screen.see('T-1 started');
  expect(hub.fleet.transfer('T-1').source.path).toBe('/data/日本語の報告書.pdf');
});
