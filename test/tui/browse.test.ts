/** The two-pane browser: connections beside nodes, large folders, marks. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { noLists } from '../harness/fake-lists.ts';
import { file, folder, quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

const many = Array.from({ length: 2500 }, (_, index) => file(`file ${String(index).padStart(4, '0')}`, index));

async function openMany() {
  const opened = await open({ fleet: quietFleet({ folders: { 'fs1:/data': many, 'fs2:/data': [] } }) });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('2,500 items');
  return opened;
}

test('a large folder is shown in parts, wherever the cursor goes, and is never fetched whole', async () => {
  await using opened = await openMany();
  const { run, hub } = opened;
  await run.screen.see('file 0000');
  run.press('G');
  await run.screen.see(/> {3}file 2499/);
  run.press('g');
  await run.screen.see(/> {3}\.\./);
  await run.screen.see('file 0000');
  expect(hub.asked.filter((asked) => asked === 'browse fs1:/data').length).toBeLessThan(6);
});

test('/ and s are answered where the folder is, and say how much they leave; Space passes the way up by', async () => {
  await using opened = await openMany();
  const { run } = opened;
  run.press('/24*9');
  await run.screen.see('0 of 2,500 items');
  run.press(keys.esc);
  await run.screen.see(/━ 2,500 items/);
  run.press('/*24?9', keys.enter);
  await run.screen.see('10 of 2,500 items');
  await run.screen.see('file 2499');
  run.press('ss', 'S');
  await run.screen.see(/\.\.[\s\S]*file 2499[\s\S]*file 2489/);
  run.press('a');
  await run.screen.see('10 marked');
  run.press(' ', ' ');
  await run.screen.see('9 marked');
  run.press('*');
  await run.screen.see('1 marked');
});

test('a range, all and all but some are marked over more than is loaded', async () => {
  await using opened = await openMany();
  const { run } = opened;
  run.press('j', 'v', 'G');
  await run.screen.see('range: v marks from there to here');
  await run.screen.see(/> \* file 2499/);
  run.press('v');
  await run.screen.see('2,500 marked in fs1:/data');
  run.press('u');
  await run.screen.see('nothing marked');
  run.press('a', 'k', ' ');
  await run.screen.see('2,499 marked');
  run.press('t');
  await run.screen.see('Start 1 transfer');
  run.press('y');
  await run.screen.see('T-1 started');
  const rules = opened.hub.fleet.transfer('T-1').options.selection?.rules;
  expect(rules).toEqual([{ kind: 'exclude', pattern: '/file 2498' }]);
});

test('marks outlive a look elsewhere, a refresh and a hub that goes away', async () => {
  await using opened = await open({ fleet: quietFleet() });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('manifest.json');
  run.press('jj ');
  await run.screen.see('1 marked');
  run.press('h');
  await run.screen.see(/> {3}\/data\//);
  run.press(keys.enter, '.');
  await run.screen.see(/\* 2026-11-19\//);
  await hub.vanish();
  await run.screen.see('hub away');
  await hub.appear();
  await run.screen.see(/● ?\d* ?m?s? +nodes 2\/2/);
  expect(run.screen.text).toMatch(/\* 2026-11-19\//);
  expect(run.screen.text).toContain('1 marked');
});

const lists = () => ({
  ...noLists(),
  connections: [
    { name: 'cold', kind: 's3', endpoint: 'https://s3.example.com', nodes: ['fs1', 'fs2'] },
    { name: 'nas', kind: 'sftp', endpoint: 'sftp://nas:22', nodes: ['fs2'] },
  ],
});
const folders = {
  'fs1:/': [folder('/data')],
  'fs1:/data': [file('a.mov', 10)],
  'fs2:/data': [],
  'cold:/': [folder('/bucket/in')],
  'cold:/bucket/in': [folder('reel'), file('b.mov', 10)],
  'cold:/bucket/in/reel': [],
  'nas:/': [folder('/media')],
  'nas:/media': [file('c.mov', 10)],
};

test('connections stand beside the nodes, through each node that can open them, and are browsed and sent from', async () => {
  await using opened = await open({ fleet: quietFleet({ folders }), lists: lists() });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('a.mov');
  run.press('h', 'h');
  await run.screen.see(/fs1:[\s\S]*fs2:[\s\S]*cold@fs1:[\s\S]*cold@fs2:[\s\S]*nas@fs2:/);
  run.press('/cold@fs2', keys.enter, keys.enter);
  await run.screen.see('/bucket/in/');
  run.press('j', keys.enter);
  await run.screen.see('FROM cold@fs2:/bucket/in');
  await run.screen.see('b.mov');
  expect(hub.asked).toContain('browse cold@fs2:/bucket/in');
  run.press('jj', 't');
  await run.screen.see('Start 1 transfer');
  await run.screen.see('cold:/bucket/in → fs2:/data');
  run.press(keys.esc);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('Start 1 transfer'));
  run.press('h');
  await run.screen.see(/> {3}\/bucket\/in\//);
  run.press('h');
  await run.screen.see(/> cold@fs2:/);
});

test('from connection to connection the box says who moves the files, and v takes another', async () => {
  await using opened = await open({ fleet: quietFleet({ folders }), lists: lists() });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('a.mov');
  run.press('h', 'h', '/cold@fs1', keys.enter, keys.enter);
  await run.screen.see('/bucket/in/');
  run.press('o');
  await run.screen.see('go to cold@fs1:');
  run.press('\u0015', 'bucket/in/reel', keys.enter);
  await run.screen.see('FROM cold@fs1:/bucket/in/reel');
  run.press(keys.tab, 'h', 'h', '/cold@fs2', keys.enter, keys.enter);
  await run.screen.see(/FROM cold@fs2:\/ [\s\S]* \/bucket\/in\/ /);
  run.press('j', keys.enter);
  await run.screen.see('FROM cold@fs2:/bucket/in');
  run.press('t');
  await run.screen.see('moved by fs2');
  run.press('v');
  await run.screen.see('moved by fs1');
  run.press(keys.enter);
  await run.screen.see('T-1 started');
  expect(hub.fleet.transfer('T-1')).toMatchObject({ source: { node: 'cold', path: '/bucket/in' } });
});
