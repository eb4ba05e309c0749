/** Lists in the order of a column. */
import { expect, test } from 'vitest';
import { arrayRows, listView } from '../../tui/store/list-state.ts';
import { nextSort, type Sort, sortLiveRows, sortRows } from '../../tui/store/sorting.ts';
import { file, quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

interface Row {
  readonly id: string;
  readonly rate: number;
}
const idOf = ({ id }: Row): string => id;
const keys = [
  { title: 'ID', value: idOf },
  { title: 'RATE', value: ({ rate }: Row) => rate },
];
const rowsOf = (...rates: readonly number[]): readonly Row[] =>
  rates.map((rate, index) => ({ id: `T-${index + 1}`, rate }));
const names = (rows: readonly Row[]): string => rows.map(idOf).join(' ');

test('figures that change within a second change no places, those of the next second do, and a row that comes is in its place at once', () => {
  const sort: Sort = { title: 'RATE', isReversed: true };
  const at = (now: number, ...rates: readonly number[]) =>
    names(sortLiveRows(rowsOf(...rates), { sort, keys, idOf, now }));
  expect(at(1000, 5, 9, 7)).toBe('T-2 T-3 T-1');
  expect(at(1999, 8, 1, 7)).toBe('T-2 T-3 T-1');
  expect(at(2000, 8, 1, 7)).toBe('T-1 T-3 T-2');
  expect(at(2500, 1, 1, 7, 9)).toBe('T-4 T-3 T-1 T-2');
});

test('the selection follows its row to another place', () => {
  const list = { index: 0, id: 'T-1', top: 0 };
  const rows = sortRows(rowsOf(9, 1, 5), { sort: { title: 'RATE', isReversed: false }, keys });
  expect(listView(list, arrayRows(rows, idOf), 3).index).toBe(2);
});

test('ids are in the order of their numbers, and after the last column comes the own order of the list', () => {
  const rows = [
    { id: 'T-10', rate: 0 },
    { id: 'T-9', rate: 0 },
  ];
  expect(names(sortRows(rows, { sort: { title: 'ID', isReversed: false }, keys }))).toBe('T-9 T-10');
  const titles = ['ID', 'RATE'];
  const first = nextSort(undefined, titles);
  expect(first?.title).toBe('ID');
  expect(nextSort(nextSort(first, titles), titles)).toBeUndefined();
});

test('s sorts a list by its next column, shown at its title, S turns it round, and a list of one order says so', async () => {
  const folders = { 'fs1:/data': [file('a', 10), file('b', 3000), file('c', 200)], 'fs2:/data': [] };
  await using opened = await open({ fleet: quietFleet({ folders }) });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see(/a +10 B/);
  run.press('ss');
  await run.screen.see('sorted by SIZE');
  await run.screen.see(/SIZE↑/);
  await run.screen.see(/ a [\s\S]* c [\s\S]* b /);
  run.press('S');
  await run.screen.see(/SIZE↓/);
  await run.screen.see(/ b [\s\S]* c [\s\S]* a /);
  run.press('7s');
  await run.screen.see('this list has one order');
});
