/** The pieces that screens are made of, drawn alone. */
import { stripVTControlCharacters } from 'node:util';
import { Text } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { Transfer } from '../../src/model/transfer.ts';
import { DataTable } from '../../tui/components/data-table.tsx';
import { fieldText } from '../../tui/components/field-text.ts';
import { Overlay } from '../../tui/components/overlay.tsx';
import { Pane } from '../../tui/components/pane.tsx';
import { type Column, layoutColumns } from '../../tui/components/table-layout.ts';
import { TransferFacts } from '../../tui/screens/transfer/transfer-facts.tsx';
import { arrayRows, listStart } from '../../tui/store/list-state.ts';
import { fieldOf } from '../../tui/store/text-field.ts';
import stringWidth from '../../tui/text/string-width.ts';
import { createTheme } from '../../tui/theme/theme.ts';
import { ThemeContext } from '../../tui/theme/theme-context.ts';
import { someProgress } from '../harness/scripted-node.ts';

const plain = (text: string | undefined): string => stripVTControlCharacters(text ?? '');

interface Fruit {
  readonly name: string;
  readonly weight: string;
}

const columns: readonly Column<Fruit>[] = [
  { title: 'NAME', width: 6, flex: 1, align: 'left', priority: 1, cell: ({ name }) => name },
  { title: 'WEIGHT', width: 8, align: 'right', priority: 2, cell: ({ weight }) => weight },
  { title: 'NOTE', width: 10, align: 'left', priority: 3, cell: () => 'note' },
];
const fruit = (name: string, weight = '1 kg'): Fruit => ({ name, weight });
const theme = createTheme({ theme: 'mono', accent: 'none', isAscii: false }, { colourDepth: 1, isUnicode: true });

function table(rows: readonly Fruit[], { width = 40, height = 5, index = 0 } = {}) {
  return (
    <ThemeContext value={theme}>
      <DataTable
        rows={arrayRows(rows, ({ name }) => name)}
        list={{ ...listStart, index }}
        columns={columns}
        width={width}
        height={height}
        isFocused={false}
        now={0}
        empty="none"
      />
    </ThemeContext>
  );
}

test('a table lines up whatever is in its cells, and shows only the rows around its cursor', () => {
  const rows = ['apple', '日本の林檎', 'cafe\u0301', '👩‍🚀', 'plum', 'a very long name of a fruit'].map((name) =>
    fruit(name),
  );
  const { lastFrame } = render(table(rows, { index: 4 }));
  const lines = (lastFrame() ?? '').split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[4]).toMatch(/^> plum/);
  expect(lines.slice(1).map((line) => stringWidth(line.slice(0, line.indexOf('1 kg'))))).toEqual([24, 24, 24, 24]);
});

test('a table without rows says so, and one that fills up draws on', () => {
  const { lastFrame, rerender } = render(table([]));
  expect(lastFrame()).toContain('none');
  rerender(table([fruit('apple')]));
  expect(lastFrame()).toMatch(/> apple +1 kg note/);
  rerender(table([fruit('apple', '2 kg')]));
  expect(lastFrame()).toMatch(/> apple +2 kg note/);
});

test('columns leave in the order of their priority when the room gets short', () => {
  const titles = (width: number): readonly string[] => layoutColumns(columns, width).map(({ column }) => column.title);
  expect(titles(40)).toEqual(['NAME', 'WEIGHT', 'NOTE']);
  expect(titles(25)).toEqual(['NAME', 'WEIGHT']);
  expect(titles(10)).toEqual(['NAME']);
  expect(layoutColumns(columns, 40).reduce((sum, { width }) => sum + width, 2)).toBe(40);
});

test('a pane is heavy when it has the focus, and cuts its title before its borders', () => {
  const pane = (isFocused: boolean) => (
    <ThemeContext value={theme}>
      <Pane title="/a/very/long/path/to/somewhere" note="12 items" width={30} height={3} isFocused={isFocused}>
        <Text>inside</Text>
      </Pane>
    </ThemeContext>
  );
  const light = plain(render(pane(false)).lastFrame()).split('\n');
  expect(light.map(stringWidth)).toEqual([30, 30, 30]);
  expect(light[0]).toMatch(/^┌─ \/a\/.*…/);
  expect(light[0]).toMatch(/ 12 items ─┐$/);
  expect(plain(render(pane(true)).lastFrame())).toMatch(/^┏━/);
});

test('a box on top hides what is below it', () => {
  const { lastFrame } = render(
    <ThemeContext value={theme}>
      <Text>{Array.from({ length: 8 }, () => 'x'.repeat(40)).join('\n')}</Text>
      <Overlay title="Box" lines={['hello', '日本']} width={20} size={{ columns: 40, rows: 8 }} place="centre" />
    </ThemeContext>,
  );
  expect(plain(lastFrame())).toMatch(/x{10}┃hello {13}┃x{10}/);
  expect(plain(lastFrame())).toMatch(/x{10}┃日本 {14}┃x{10}/);
});

test('a long field shows the part around its cursor, and escapes what could be misread', () => {
  const look = { width: 8, theme, isFocused: false };
  expect(fieldText(fieldOf('/a/long/path/of/files'), look)).toBe('f/files ');
  expect(fieldText({ text: '/a/long/path', cursor: 0 }, look)).toBe('/a/long/');
  expect(fieldText(fieldOf('a\u202eb'), { ...look, width: 12 })).toBe('a\\u202eb    ');
});

test('a transfer says how its peer is reached while it runs, and why not in a better way', () => {
  const reach = { kind: 'relayed', why: 'fs2 offers no data port' } as const;
  const transfer = Transfer.parse({
    id: 'T-1',
    name: 'raw',
    source: { node: 'fs1', path: '/raw' },
    destination: { node: 'fs2', path: '/raw' },
    options: {},
    state: { kind: 'transferring' },
    createdBy: 'user:ana',
    createdAt: 0,
    progress: { ...someProgress(5, 5), reach },
  });
  const drawn = (shown: Transfer): string =>
    plain(render(<TransferFacts transfer={shown} overview={undefined} now={0} width={80} height={8} />).lastFrame());
  expect(drawn(transfer)).toMatch(/^ streams 1 \(auto\) {3}reached relayed: fs2 offers no data port\s*$/m);
  const waiting = { kind: 'waiting', reason: { code: 'link-lost', message: 'lost' }, nextAttemptAt: 1, attempt: 1 };
  expect(drawn({ ...transfer, state: Transfer.shape.state.parse(waiting) })).not.toContain('reached');
});
