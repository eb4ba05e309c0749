/** What is measured, cut and drawn: pure functions. */
import fc from 'fast-check';
import realStringWidth from 'string-width';
import { expect, test } from 'vitest';
import { routeText } from '../../tui/format/route.ts';
import { columnGraph, niceTop } from '../../tui/text/column-graph.ts';
import { fitCell } from '../../tui/text/fit-cell.ts';
import { percentText, progressBar } from '../../tui/text/progress-bar.ts';
import stringWidth from '../../tui/text/string-width.ts';
import { asciiSymbols, unicodeSymbols } from '../../tui/theme/symbols.ts';

const pieces = fc.constantFrom(
  'a',
  'é',
  'e\u0301',
  '日',
  '本',
  '한',
  '👩‍🚀',
  '🇩🇪',
  '👍🏽',
  '█',
  '▏',
  '…',
  '→',
  '⇄',
  '↵',
  '●',
  '◐',
  '›',
  '⣿',
  '┃',
  '\u00ad',
  '\u200b',
  '©',
  '☎',
  '↔',
  '\u001b[31m',
  '\u001b[39m',
  '\u001b[1;7m',
  'ｱ',
  'שלום',
  ' ',
  '\n',
);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
);

test('a width is the one that the package string-width says, for any text and asked any number of times', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(stringWidth(text)).toBe(realStringWidth(text));
      expect(stringWidth(text)).toBe(realStringWidth(text));
    }),
    { numRuns: 2000 },
  );
});

test('every character that is counted without asking has the width that the package says', () => {
  for (let code = 0x20; code < 0x3000; code += 1) {
    const text = String.fromCharCode(code);
    expect(stringWidth(text), `U+${code.toString(16)}`).toBe(realStringWidth(text));
  }
});

test('a fitted cell has exactly its width, whatever is in it', () => {
  const shown = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\p{Cc}\p{Cf}\p{M}\p{Cn}\p{Cs}]/gu, ''));
  fc.assert(
    fc.property(
      shown,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('left', 'right'),
      fc.constantFrom('end', 'middle', 'name'),
      (text, width, align, cut) => {
        expect(
          realStringWidth(fitCell(text, { width, align: align as 'left', cut: cut as 'end', ellipsis: '…' })),
        ).toBe(width);
      },
    ),
  );
});

test.each([
  { text: 'backup-2026-11-20.tar.zst', width: 16, cut: 'name', shown: 'backup-2026….zst' },
  {
    text: '日本語の報告書',
    width: 6,
    cut: 'end',
    shown: '日本… ',
    note: 'a cut before a wide character leaves a cell, which is filled',
  },
  { text: 'lon-ingest-01', width: 9, cut: 'middle', shown: 'lon-…t-01' },
  { text: 'short', width: 8, cut: 'end', shown: 'short   ' },
] as const)('$text in $width cells cut at its $cut is "$shown"', ({ text, width, cut, shown }) => {
  expect(fitCell(text, { width, align: 'left', cut, ellipsis: '…' })).toBe(shown);
});

test('a bar fills in eighths of a cell, and an ASCII one has only ASCII', () => {
  expect(progressBar(0.62, 10, unicodeSymbols)).toBe('██████▎···');
  expect(progressBar(1, 4, unicodeSymbols)).toBe('████');
  expect(progressBar(0, 4, unicodeSymbols)).toBe('····');
  expect(progressBar(0.5, 5, asciiSymbols)).toBe('##-..');
});

test('a percentage is 100 only at the end and 0 only at the start', () => {
  expect(percentText(0.9999)).toBe(' 99%');
  expect(percentText(1)).toBe('100%');
  expect(percentText(0.0001)).toBe('  1%');
  expect(percentText(0)).toBe('  0%');
});

test('a graph keeps short peaks when many values share a column, and shows a trickle as more than nothing', () => {
  const { rows, top } = columnGraph(
    [...Array.from({ length: 99 }, () => 0), 80, ...Array.from({ length: 100 }, () => 0.1)],
    { width: 20, height: 2, symbols: unicodeSymbols },
  );
  expect(top).toBe(80);
  expect(rows[0]).toContain('█');
  expect(rows[1]?.slice(-5)).toBe('▁▁▁▁▁');
  expect(rows.every((row) => row.length === 20)).toBe(true);
});

test('an axis ends at a figure that people read easily', () => {
  expect([0, 1, 1.2, 7, 950e6, 1.01e9].map(niceTop)).toEqual([0, 1, 1.5, 8, 1e9, 1.5e9]);
});

test.each([
  {
    width: 40,
    shown: 'fs1:/a/long/…/the/source → fs2:/vault/in',
    note: 'the short end gives its room to the long one',
  },
  { width: 60, shown: 'fs1:/a/long/path/to/the/source → fs2:/vault/in', note: 'what fits is whole' },
  { width: 24, shown: 'fs1:/…urce → fs2:/…lt/in', note: 'both lose their middle' },
])('a route in $width cells: $note', ({ width, shown }) => {
  const route = {
    source: { node: 'fs1', path: '/a/long/path/to/the/source' },
    destination: { node: 'fs2', path: '/vault/in' },
  };
  expect(routeText(route, { width, symbols: unicodeSymbols })).toBe(shown);
});
