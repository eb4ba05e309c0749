/** What a list shows, written to a file. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../../tui/components/table-layout.ts';
import { exportText, formOf } from '../../tui/format/export-text.ts';
import { everyList } from '../../tui/screens/every-list.ts';
import { keys } from '../harness/console-in-process.ts';
import { type TempFolder, tempFolder } from '../harness/temp-folder.ts';
import { open } from './open-console.ts';

let folder: TempFolder;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(async () => await folder[Symbol.asyncDispose]());

interface Row {
  readonly name: string;
  readonly bytes: number | undefined;
}
const base = { width: 1, align: 'left', priority: 1, cell: () => '' } as const;
const columns: readonly Column<Row>[] = [
  { ...base, title: 'NAME', value: ({ name }) => name },
  { ...base, title: 'FROM TO', value: () => new Date(0) },
  { ...base, title: 'BYTES', value: ({ bytes }) => bytes },
];

test('CSV quotes what it must, and no name becomes a formula of a spreadsheet', () => {
  const rows = [
    { name: 'a "b", c', bytes: 7 },
    { name: '=1+1', bytes: undefined },
    { name: '-rf', bytes: -1 },
  ];
  expect(exportText(rows, { columns, form: 'csv' })).toBe(
    'NAME,FROM TO,BYTES\r\n"a ""b"", c",1970-01-01T00:00:00.000Z,7\r\n' +
      "'=1+1,1970-01-01T00:00:00.000Z,\r\n'-rf,1970-01-01T00:00:00.000Z,-1\r\n",
  );
});

test('JSON Lines have an object for each row, without what is not known of it', () => {
  expect(exportText([{ name: '=1', bytes: undefined }], { columns, form: 'jsonl' })).toBe(
    '{"name":"=1","from-to":"1970-01-01T00:00:00.000Z"}\n',
  );
});

test.each([
  ['a.csv', 'csv'],
  ['/x/A.JSONL', 'jsonl'],
  ['a.ndjson', 'jsonl'],
  ['a.csv.txt', undefined],
  ['csv', undefined],
])('the form of %s is %s', (name, form) => {
  expect(formOf(name)).toBe(form);
});

test('every column of every list has something to write', () => {
  const silent = everyList.flatMap(({ name, columns: all }) =>
    all.filter(({ value }) => value === undefined).map(({ title }) => `${name} ${title}`),
  );
  expect(silent).toEqual([]);
});

test('E writes what is filtered and sorted, also what is out of sight, and replaces no file without a second Enter', async () => {
  await using opened = await open({}, { size: { columns: 100, rows: 12 } });
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('2');
  await run.screen.see(/ [1-9]\d* all, newest first/);
  run.press('/', '!backup', keys.enter, 's', 'S');
  await run.screen.see('greatest first');
  run.press('E');
  await run.screen.see(/write to: transfers-\d{4}-\d\d-\d\dT\d{4}\.csv/);
  const file = join(folder.path, 'list.csv');
  run.press('\u0015', join(folder.path, 'list.txt'), keys.enter);
  await run.screen.see('write a name that ends in .csv or .jsonl');
  run.press('\u0015', file, keys.enter);
  await run.screen.see(/\d+ rows, in /);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^ID,NAME,FROM TO,/);
  const ids = lines.slice(1).map((line) => line.slice(0, line.indexOf(',')));
  expect(ids).toEqual(ids.toSorted((one, other) => Number(other.slice(2)) - Number(one.slice(2))));
  expect(ids).toContain('T-48213');
  expect(lines.join('\n')).not.toContain('backup');
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  await writeFile(file, 'mine');
  run.press('E');
  await run.screen.see('write to: ');
  run.press('\u0015', file, keys.enter);
  await run.screen.see('it is there already: Enter replaces it');
  expect(await readFile(file, 'utf8')).toBe('mine');
  run.press(keys.enter);
  await run.screen.until('the line to be gone', () => !run.screen.text.includes('write to: '));
  expect((await readFile(file, 'utf8')).split('\r\n')).toHaveLength(lines.length + 1);
  run.press('E');
  await run.screen.see('write to: ');
  run.press('\u0015', join(folder.path, 'nowhere', 'list.jsonl'), keys.enter);
  await run.screen.see('it cannot be written: ENOENT');
});
