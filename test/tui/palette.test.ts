/** What `:` finds, and where it leads. */
import { expect, test } from 'vitest';
import { fuzzySearch } from '../../tui/palette/fuzzy-search.ts';
import { keys } from '../harness/console-in-process.ts';
import { busyFleet, file, folder, quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

test('a transfer is found by some letters of its name, and opened', async () => {
  await using opened = await open();
  const { screen, press } = opened.run;
  await screen.see(/> T-48213/);
  press('6');
  await screen.see('[6 Nodes]');
  press(':', 'rel0417');
  await screen.see(/> T-48213 +reel_0417/);
  press(keys.enter);
  await screen.see('› T-48213');
});

test('a transfer that is on no screen is found by its name, and any by its id', async () => {
  const fleet = busyFleet();
  await using opened = await open({ fleet });
  const { screen, press } = opened.run;
  await screen.see(/> T-48213/);
  press('6');
  await screen.see('[6 Nodes]');
  press(':', 't-48220');
  await screen.see(/> T-48220/);
  press(keys.enter);
  await screen.see('› T-48220');
});

test('a node is found by its name, and opened', async () => {
  await using opened = await open({ fleet: quietFleet() });
  const { screen, press } = opened.run;
  await screen.see('fs2');
  press(':', 'node fs2');
  await screen.see(/> node +fs2 {2}online/);
  press(keys.enter);
  await screen.see('Overview › fs2');
});

test('a folder is found by letters of any script, and one that was never seen by its whole place', async () => {
  const folders = {
    'fs1:/data': [folder('第十七話'), file('a.txt', 1)],
    'fs1:/data/第十七話': [file('最終稿.pdf', 4)],
    'fs2:/data': [],
    'fs2:/data/far away/in there': [file('found it.mov', 7)],
  };
  await using opened = await open({ fleet: quietFleet({ folders }) });
  const { screen, press } = opened.run;
  await screen.see('fs2');
  press('3');
  await screen.see('第十七話/');
  press(':', '十七');
  await screen.see(/> folder +fs1:\/data\/第十七話/);
  press(keys.enter);
  await screen.see('最終稿.pdf');
  press(':', 'fs2:/data/far away/in there/');
  await screen.see(/> folder +fs2:\/data\/far away\/in there/);
  press(keys.enter);
  await screen.see('found it.mov');
});

test('a view and words behind it are the view, filtered', async () => {
  await using opened = await open();
  const { screen, press } = opened.run;
  await screen.see(/> T-48213/);
  press(':', 'transfers backup');
  await screen.see(/> view\.transfers +\/ backup/);
  press(keys.enter);
  await screen.see('[2 Transfers]');
  await screen.until('to see nothing else', () => screen.text.includes('T-48220') && !screen.text.includes('T-48213'));
});

test('what no command, node, transfer or folder has is said to be nothing', async () => {
  await using opened = await open();
  const { screen, press } = opened.run;
  await screen.see(/> T-48213/);
  press(':', 'qqxzzy');
  await screen.see('nothing matches');
  press(keys.enter);
  await screen.see(/> T-48213/);
  press(':', '///');
  await screen.see('nothing matches');
});

test('letters in their order find a text, whole words come first, and any other order of words finds it too', () => {
  const texts = ['transfer.pause pause or resume', 'trim a nap', 'node fs1', 'pausing transfers of fs1'];
  expect(fuzzySearch(texts, 'trps')).toEqual([0]);
  expect(fuzzySearch(texts, 'fs1')?.[0]).toBe(2);
  expect(fuzzySearch(texts, 'fs1 transfers')).toEqual([3]);
  expect(fuzzySearch(texts, 'xyz')).toEqual([]);
  expect(fuzzySearch(texts, ' : ')).toBeUndefined();
});
