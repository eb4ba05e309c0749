/** The screens with real Ink on a terminal in this process, against a hub that exists in memory. */
import { expect, test } from 'vitest';
import { keys, startConsole } from '../harness/console-in-process.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { folder as folderEntry, quietFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { open } from './open-console.ts';

test('the overview shows nodes with their health, transfers with rate, remaining times and the files on their way', async () => {
  await using opened = await open();
  const { screen } = opened.run;
  await screen.see(/T-48213 .*62% +188 MB\/s +00:44 +02:58 RUN/);
  expect(screen.text).toMatch(/sin-relay-05 +DOWN/);
  expect(screen.text).toMatch(/sfo-cache-11 +busy +93%/);
  expect(screen.text).toMatch(/T-48225 .* WAIT 00:3\d/);
  expect(screen.text).toMatch(/drains ~14:1\dZ \(in 12:08\)/);
  expect(screen.text).toMatch(/shots\/0417_A012_C003_1120.mov .* 71% +54.0 MB\/s ETA +00:44/);
});

test('where no file stays long enough to be seen on its way, those that were done last are shown', async () => {
  const done = { path: 'thumbs/0001.jpg', sizeBytes: 4000, doneBytes: 4000, rate: 2e6, state: 'done' } as const;
  const many = { from: { node: 'fs1', path: '/data' }, to: { node: 'fs2', path: '/data' }, share: 0.4, bytes: 4e9 };
  const state = { kind: 'transferring' } as const;
  const transfers = [{ number: 7, name: 'thumbs', state, rate: 2e6, files: [done], ...many }];
  await using opened = await open({ fleet: quietFleet({ transfers }) });
  const { screen } = opened.run;
  await screen.see(/T-7 +thumbs\/0001.jpg .* 100% +2.0 MB\/s done/);
  expect(screen.text).toContain('done last');
});

test('keys that arrive glued together are keys one by one', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('jjk');
  await run.screen.see(/> T-48220/);
  run.press('/back\r');
  await run.screen.see(/\/ back {3}1 shown/);
  expect(run.screen.text).toMatch(/> T-48220/);
  expect(run.screen.text).not.toContain('T-48213 reel');
});

test('a transfer in detail lists its files with their own rates, and the failed ones with the reason', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press(keys.enter);
  await run.screen.see(/0417_A012_C003_1120.mov +8.2 GB .* 71% +54.0 MB\/s +00:44 sending/);
  expect(run.screen.text).toMatch(/ETA file 00:44 +transfer 02:58 \(~14:06Z\) +backlog 12:08/);
  await run.screen.see('lut/show_v3.cube');
  run.press('f');
  await run.screen.see(/stills\/0417_0009.dng +48.0 MB cannot open stills\/0417_0009.dng/);
  expect(run.screen.text).not.toContain('lut/show_v3.cube');
});

test('pausing is done at once, said, and undone with U', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  run.press('p');
  await run.screen.see('T-48213 is paused');
  expect(hub.fleet.transfer('T-48213').state.kind).toBe('paused');
  await run.screen.see(/T-48213 .* PAUSED/);
  run.press('U');
  await run.screen.see('undone: T-48213 goes on');
  expect(hub.fleet.transfer('T-48213').state.kind).toBe('transferring');
});

test('cancelling asks: Enter keeps the transfer running, only y cancels', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  run.press('x');
  await run.screen.see('Cancel T-48213');
  expect(run.screen.text).toContain('longhaul hub --cancel T-48213');
  run.press(keys.enter);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('Cancel T-48213'));
  expect(hub.fleet.transfer('T-48213').state.kind).toBe('transferring');
  run.press('x', 'y');
  await run.screen.see('T-48213 is cancelled');
  expect(hub.fleet.transfer('T-48213').state.kind).toBe('cancelled');
});

test('a viewer sees why nothing can be changed, and the hub is not even asked', async () => {
  await using opened = await open({ role: 'viewer' });
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  run.press('p');
  await run.screen.see('pause or resume: not allowed: viewer role');
  run.press('x');
  await run.screen.see('cancel (asks): not allowed: viewer role');
  expect(hub.fleet.transfer('T-48213').state.kind).toBe('transferring');
  run.press('?');
  await run.screen.see(/pause or resume \(not allowed: viewer role\)/);
});

test('a read-only console changes nothing until that is switched off', async () => {
  await using opened = await open({}, { isReadOnly: true });
  const { run } = opened;
  await run.screen.see('READ-ONLY');
  await run.screen.see(/> T-48213/);
  run.press('p');
  await run.screen.see('the console is read-only');
  run.press('!', 'p');
  await run.screen.see('T-48213 is paused');
});

test('a form is filled in by keyboard alone and starts exactly that transfer', async () => {
  await using opened = await open({ fleet: quietFleet() });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('n');
  await run.screen.see('Bandwidth cap');
  run.press(
    'nightly',
    keys.down,
    keys.down,
    '/reel_0417',
    keys.down,
    keys.down,
    '/in',
    ...Array(3).fill(keys.down),
    '20M',
    keys.down,
    ' ',
  );
  await run.screen.see(/same as: {2}longhaul hub --from fs1:\/data\/reel[\s\S]*--to fs2:\/data\/in/);
  run.press(keys.ctrlS);
  await run.screen.see('T-1 started');
  expect(hub.fleet.transfer('T-1')).toMatchObject({
    name: 'nightly',
    source: { node: 'fs1', path: '/data/reel_0417' },
    destination: { node: 'fs2', path: '/data/in' },
    options: { bwlimit: 20 * 1024 * 1024, checksum: 'xxh3' },
  });
});

test('a field that is wrong is named when the form is started, and the cursor is on it', async () => {
  await using opened = await open({ fleet: quietFleet() });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('n');
  await run.screen.see('Bandwidth cap');
  run.press(...Array(13).fill(keys.down), '\u0015', '1', keys.ctrlS);
  await run.screen.see(/> Queue capacity .*! --queue-capacity: '1' is too/);
});

test('a pasted path of many lines is one line in its field, and a paste outside of fields runs nothing', async () => {
  await using opened = await open({ fleet: quietFleet() });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press(`\u001b[200~${'nqx\n'.repeat(5000)}\u001b[201~`);
  run.press('n');
  await run.screen.see('Bandwidth cap');
  run.press('\u001b[200~first\nsecond\u001b[201~');
  await run.screen.see('[first second');
  expect(hub.fleet.transfers.size).toBe(0);
});

test('the palette runs a command by its name', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press(':', 'nodes');
  await run.screen.see('view.nodes');
  run.press(keys.enter);
  await run.screen.see('6 of 7 online');
});

test('help is searched by typing and runs what it lists', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('?');
  await run.screen.see('Help for: overview');
  run.press('pause');
  await run.screen.see('2 match');
  run.press(keys.enter);
  await run.screen.see('T-48213 is paused');
});

test('the list of transfers goes through thousands with a window of the hub, and the cursor reaches the last', async () => {
  const place = { node: 'fs1', path: '/data' };
  const transfers = Array.from({ length: 5000 }, (_, index) => ({
    number: index + 1,
    name: `run ${index + 1}`,
    from: place,
    to: { node: 'fs2', path: '/data' },
    state: { kind: 'completed' } as const,
  }));
  await using opened = await open({ fleet: quietFleet({ transfers }) });
  const { run } = opened;
  await run.screen.see('run 5000');
  run.press('2');
  await run.screen.see('of 5,000');
  run.press('G');
  await run.screen.see(/> T-1 +run 1 /);
  run.press('k', 'k');
  await run.screen.see(/> T-3 +run 3 /);
  run.press('g');
  await run.screen.see(/> T-5000/);
});

test('somebody whom the hub does not know is told so', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  await using run = startConsole({ profile: await hub.strangerProfile() });
  await run.screen.see(/the hub at 127.0.0.1:\d+ answered 401/);
});

test('a folder that cannot be listed says why, and the way up still works', async () => {
  await using opened = await open({
    fleet: quietFleet({ folders: { 'fs1:/data': [folderEntry('locked')], 'fs2:/data': [] } }),
  });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('locked/');
  run.press('j', keys.enter);
  await run.screen.see('fs1 has no folder /data/locked');
  run.press('h');
  await run.screen.see(/> {3}locked\//);
});
