/** Automation: what starts by itself, what it started, running it now, and the stores it uses. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { seededLists } from '../harness/fake-lists.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { type Opened, open } from './open-console.ts';

async function opened(
  options: Parameters<typeof open>[0] = {},
  start: Parameters<typeof open>[1] = {},
): Promise<Opened> {
  const fleet = options.fleet ?? quietFleet();
  const made = await open({ fleet, lists: seededLists(fleet.now()), ...options }, start);
  await made.run.screen.see('nodes 2/2');
  made.run.press('5');
  return made;
}

test('schedules say whether they are on, when they run next, and why the last run was not started', async () => {
  await using made = await opened();
  const { run } = made;
  await run.screen.see(/> on +ingest-sweep +\*\/10 \* \* \* \* +reel +.* success/);
  expect(run.screen.text).toMatch(/ERR nightly-db .* not st\S+ +.* raj/);
  expect(run.screen.text).toMatch(/off weekly .* never +- +raj/);
  expect(run.screen.text).toMatch(/overlap +skip: not while its run before goes on/);
  expect(run.screen.text).toMatch(/set +project=reel_0417/);
  run.press('j');
  await run.screen.see(/last .* not started: no policy lets user:raj write to fs2:\/vault\/db \(refused\)/);
});

test('the other tabs are watched folders with their state, chains, templates and connections', async () => {
  await using made = await opened();
  const { run } = made;
  await run.screen.see('ingest-sweep');
  run.press(']');
  await run.screen.see(/state +looked at every 30 s: the folder is on a network file system/);
  expect(run.screen.text).toContain('[ Watched folders ]');
  run.press(']');
  await run.screen.see(/state +polled since .*, 2 in hand, 37 waiting/);
  run.press(']');
  await run.screen.see(/then-copy +after db-dump: success/);
  run.press(']');
  await run.screen.see(/project: needed, matches \[a-z0-9_\]\+/);
  run.press(']');
  await run.screen.see(/cold +s3 +https:\/\/s3.example.com +cold-keys +fs1, fs2/);
  run.press('[', '[', '[', '[', '[');
  await run.screen.see('[ Schedules ]');
  run.press('/nightly\r');
  await run.screen.see(/\/ nightly {3}1 shown/);
});

test('a template is run with what was typed, after it has said from where to where', async () => {
  await using made = await opened();
  const { run, hub } = made;
  await run.screen.see('ingest-sweep');
  run.press(']', ']', ']', ']');
  await run.screen.see('> reel');
  run.press('R');
  await run.screen.see('! needs a value');
  run.press('BAD');
  await run.screen.see('! does not match [a-z0-9_]+');
  run.press('\u0015', 'reel_9');
  await run.screen.see('fs1:/data/reels/reel_9 → fs2:/copy/reel_9');
  await run.screen.see('longhaul hub --template reel --set project=reel_9 --set day=mon');
  run.press(keys.enter, keys.enter);
  await run.screen.see('> [ Start now ]');
  run.press(keys.enter);
  await run.screen.see('T-1, T-2 started');
  expect(hub.fleet.transfer('T-2')).toMatchObject({
    destination: { node: 'fs2', path: '/copy/reel_9' },
    startedBy: { template: 'reel', values: { project: 'reel_9' } },
  });
  // The row is still under the cursor, and Enter leads to what it started and to nothing else.
  await run.screen.see('[5 Automation]');
  run.press(keys.enter);
  await run.screen.see(/\/ "template:reel" {3}2 shown/);
});

test('a trigger is run with the values that it sets', async () => {
  await using made = await opened();
  const { run, hub } = made;
  await run.screen.see('ingest-sweep');
  run.press('R');
  await run.screen.see('[reel_0417 ');
  run.press(keys.ctrlS);
  await run.screen.see('T-1, T-2 started');
  expect(hub.fleet.transfer('T-1').source.path).toBe('/data/reels/reel_0417');
});

test('a trigger is switched off only with y, and on at once, by an admin', async () => {
  await using made = await opened({ role: 'admin' });
  const { run, hub } = made;
  const isOn = (): boolean | undefined => hub.lists.triggers[0]?.trigger.enabled;
  await run.screen.see('> on');
  run.press(' ');
  await run.screen.see('Switch ingest-sweep off');
  run.press(keys.enter);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('Switch ingest-sweep off'));
  expect(isOn()).toBe(true);
  run.press(' ', 'y');
  await run.screen.see(/> off +ingest-sweep/);
  expect(isOn()).toBe(false);
  run.press(' ');
  await run.screen.see(/> on +ingest-sweep/);
});

test('who may not switch or start sees why', async () => {
  await using made = await opened({ role: 'viewer' });
  const { run } = made;
  await run.screen.see('> on');
  run.press(' ');
  await run.screen.see('trigger on, or off (asks): not allowed: viewer role');
  run.press('R');
  await run.screen.see('shows first what would start: not allowed: viewer role');
});

test('a connection is checked at each of its nodes, and a node that does not allow it says why', async () => {
  await using made = await opened();
  const { run } = made;
  await run.screen.see('ingest-sweep');
  run.press('[');
  await run.screen.see('> cold');
  run.press('c', keys.enter);
  await run.screen.see('a place in a store has a name');
  run.press('media/in', keys.enter);
  await run.screen.see('fs1: reachable, readable, writable');
  await run.screen.see('fs2: not readable: fs2 allows no such store');
  expect(run.screen.text).toMatch(/checked +\/media\/in/);
});

test('a connection is chosen beside the nodes in a new transfer, and what is not known of it is not claimed', async () => {
  await using made = await opened();
  const { run, hub } = made;
  await run.screen.see('ingest-sweep');
  run.press('[');
  await run.screen.see('> cold');
  run.press('1', 'n');
  await run.screen.see('Bandwidth cap');
  run.press(keys.down, keys.down, '/reel_0417', keys.down);
  run.press(' ');
  await run.screen.see('to    cold  s3 https://s3.example.com');
  expect(run.screen.text).toContain('place the path begins with a bucket or folder');
  run.press(keys.down, 'media/in');
  await run.screen.see(/path +\[\/media\/in /);
  expect(run.screen.text).toContain('place not looked at yet');
  run.press(keys.ctrlS);
  await run.screen.see('T-1 started');
  expect(hub.fleet.transfer('T-1').destination).toEqual({ node: 'cold', path: '/media/in' });
});

test('a list that cannot be had says why', async () => {
  const fleet = quietFleet();
  const lists = seededLists(fleet.now());
  await using made = await opened({ fleet, lists: { ...lists, triggers: [], templates: [] } });
  await made.run.screen.see('none is declared: n writes one, longhaul hub --apply FILE many');
});

test.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
  { columns: 60, rows: 12 },
])('at $columns by $rows every line ends at the edge, and the list and its keys are there', async (size) => {
  await using made = await opened({}, { size });
  const { run } = made;
  await run.screen.see('ingest-sweep');
  for (const tab of ['render-return', 'media-in', 'then-copy', 'db-dump', 'cold']) {
    run.press(']');
    await run.screen.see(tab);
    const edges = run.screen.rows.filter((row) => /[┐┓┘┛]$/.test(row));
    expect(edges.length).toBeGreaterThan(1);
    expect(edges.every((row) => row.length === size.columns)).toBe(true);
  }
});

test('the ASCII theme draws it with ASCII alone, but for names', async () => {
  await using made = await opened({}, { theme: 'ascii' });
  const { run } = made;
  await run.screen.see('ingest-sweep');
  expect(run.screen.text).toMatch(/^[\x20-\x7e\n]*$/);
  run.press('R');
  await run.screen.see('[ Start now ]');
  expect(run.screen.text).toMatch(/^[\x20-\x7e\n]*$/);
});
