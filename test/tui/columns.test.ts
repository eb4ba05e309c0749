/** Which columns a list has, chosen once and the same at the next start. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepViewIn, readViewsFile } from '../../tui/preferences/views-file.ts';
import { everyList } from '../../tui/screens/every-list.ts';
import { moved, shownColumns, toggled } from '../../tui/store/list-columns.ts';
import { keys } from '../harness/console-in-process.ts';
import { startInTerminal } from '../harness/console-in-terminal.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { open } from './open-console.ts';

const two = [
  { title: 'ID', isShown: true },
  { title: 'NAME', isShown: false },
];

test('the last column that is shown cannot be hidden, and none is moved beyond the ends', () => {
  expect(toggled(two, 0)).toBe(two);
  expect(toggled(two, 1).every(({ isShown }) => isShown)).toBe(true);
  expect(moved(two, 0, -1)).toBe(two);
  expect(moved(two, 1, -1).map(({ title }) => title)).toEqual(['NAME', 'ID']);
});

test('every list has a name of its own, and columns by whose titles they can be told apart', () => {
  const names = everyList.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const kind of everyList) {
    const titles = kind.columns.map(({ title }) => title);
    expect(titles).not.toContain('');
    expect(new Set(titles).size, kind.name).toBe(titles.length);
    expect(shownColumns(kind, { [kind.name]: ['NO SUCH COLUMN'] })).toBe(kind.columns);
  }
});

test(', chooses columns of the list under the focus: Space hides, J moves, r is as at first, and s sorts by what is shown', async () => {
  const kept: unknown[] = [];
  await using opened = await open({}, { keepView: async (...view) => void kept.push(view) });
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('2', ',');
  await run.screen.see('> [x] ID');
  run.press('J');
  await run.screen.see(/\[x\] NAME[\s\S]*> \[x\] ID/);
  run.press('j', ' ');
  await run.screen.see('> [ ] FROM TO');
  run.press(keys.enter);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('━ Columns'));
  await run.screen.see(/┃ +NAME +ID +PROGRESS/);
  run.press('s');
  await run.screen.see('sorted by NAME');
  run.press('6');
  await run.screen.see(/NODE +STATE/);
  run.press('2', ',', 'r', keys.enter);
  await run.screen.see(/┃ +ID +NAME↑? +FROM TO/);
  expect(kept[0]).toEqual(['transfers', expect.arrayContaining(['FROM TO'])]);
  expect(kept.at(-2)).toEqual(['transfers', expect.not.arrayContaining(['FROM TO'])]);
  expect(kept.at(-1)).toEqual(['transfers', undefined]);
});

test('what is wrong in the file is one line each, the rest counts, and comments stay', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'views.yaml');
  expect(readViewsFile(file)).toEqual({ views: {}, problems: [] });
  await writeFile(file, '# mine\ntransfers: [NAME, RATES, ID]\ntransfer: [ID]\nnodes: wide\nended: [TOOK]\n');
  const { views, problems } = readViewsFile(file);
  expect(views).toEqual({ transfers: ['NAME', 'ID'], ended: ['TOOK'] });
  expect(problems).toEqual([
    `${file}:2: transfers has no column RATES; did you mean RATE?`,
    `${file}:3: there is no list transfer; did you mean transfers?`,
    `${file}:4: nodes takes a list: [COLUMN, COLUMN]`,
  ]);
  const keep = keepViewIn(file);
  await Promise.all([keep('transfers', ['ID', 'FROM TO']), keep('ended', undefined)]);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('# mine\n');
  expect(readViewsFile(file).views).toEqual({ transfers: ['ID', 'FROM TO'] });
  await writeFile(file, 'transfers: [ID\n');
  expect(readViewsFile(file)).toMatchObject({ views: {}, problems: [expect.stringContaining(file)] });
  await expect(keep('transfers', ['ID'])).rejects.toThrow();
  expect(await readFile(file, 'utf8')).toBe('transfers: [ID\n');
});

test('a console that is started again has the columns that were chosen, and says what is wrong in the file', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  const start = { folder: folder.path, profile: hub.profile };
  const file = join(folder.path, 'longhaul', 'views.yaml');
  {
    await using run = await startInTerminal(start);
    await run.screen.see('fs2');
    run.press('6');
    await run.screen.see(/NODE +STATE/);
    run.press(',');
    await run.screen.see('> [x] NODE');
    run.press('j', ' ');
    await run.screen.see('> [ ] STATE');
    run.press(keys.enter);
    await run.screen.see(/NODE +CPU/);
    await run.screen.until('to be kept', () => readViewsFile(file).views.nodes !== undefined);
    run.press('\u001b[21~', 'y');
    expect((await run.exit).exitCode).toBe(0);
  }
  await writeFile(file, `${await readFile(file, 'utf8')}nonsense: []\n`);
  await using again = await startInTerminal(start);
  await again.screen.see('there is no list nonsense');
  again.press('6');
  await again.screen.see(/NODE +CPU/);
});
