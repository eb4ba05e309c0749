/** One node's own screen, on a real terminal. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { FakeLog } from '../harness/fake-log.ts';
import { busyFleet, seededNode } from '../harness/fleet-seeds.ts';
import { type Opened, open } from './open-console.ts';

async function openNode(role: 'viewer' | 'admin' = 'viewer'): Promise<Opened> {
  const fleet = busyFleet();
  const { health } = seededNode('x');
  if (health === undefined) throw new Error('a seeded node is healthy');
  const told = { maxTransfers: 8, bwlimit: 50e6, startedAt: fleet.now() - 7_200_000 };
  const roots = [
    { path: '/dump', isReadOnly: true, freeBytes: 1e9, totalBytes: 40e12 },
    { path: '/lost', isReadOnly: false },
  ];
  fleet.nodes = fleet.nodes.map((node) =>
    node.name === 'fra-edge-02' ? { ...node, health: { ...health, ...told, roots } } : node,
  );
  const opened = await open({ fleet, role });
  const log = new FakeLog();
  log.add('a peer came');
  opened.hub.logs.set('fra-edge-02', log);
  await opened.run.screen.see(/T-48213/);
  opened.run.press('6', '/', 'fra-edge', keys.enter);
  await opened.run.screen.see('> fra-edge-02');
  opened.run.press(keys.enter);
  await opened.run.screen.see('[ Health ]');
  return opened;
}

test('every tab says what is known of the node, and nothing else', async () => {
  await using opened = await openNode();
  const { run } = opened;
  const { screen } = run;
  await screen.see(/state +root\?: \/lost cannot be looked at/);
  expect(screen.text).toMatch(/full: \/dump is nearly full/);
  expect(screen.text).toMatch(/runs since .* for 2 h 00/);
  expect(screen.text).toMatch(/memory +2.0 GB of 8.0 GB in use/);
  expect(screen.text).not.toContain('certificate');
  run.press(']');
  await screen.see(/WITH +RUN/);
  await screen.see(/> nyc-vault-07 /);
  run.press(']');
  await screen.see(/> \/dump .*read-only .*100% +1.0 GB +40.0 TB/);
  expect(screen.text).toMatch(/\/lost .*not looked at +\? +\?/);
  run.press(']');
  await screen.see(/> T-48222 +db-dump/);
  await screen.see(/backlog +2 running, 0 waiting, 1,661 files, 380 GB; what runs: 12:0/);
  run.press(']');
  await screen.see(/transfers +8 at once/);
  expect(screen.text).toMatch(/limit +50.0 MB\/s in all/);
  expect(screen.text).toMatch(/roots +\/dump +read-only/);
  run.press(']');
  await screen.see('this is for admins');
});

test('from a node it goes to its transfers, its peers, its folders and its log, and back again', async () => {
  await using opened = await openNode('admin');
  const { run } = opened;
  const { screen } = run;
  run.press(']]]');
  await screen.see(/> T-48222/);
  run.press(keys.enter);
  await screen.see('[ Files ]');
  run.press(keys.esc);
  await screen.see('[ Backlog ]');
  run.press('[[');
  await screen.see(/> nyc-vault-07/);
  run.press(keys.enter);
  await screen.see(/Nodes.*nyc-vault-07/);
  await screen.see('[ Health ]');
  run.press(keys.esc);
  await screen.see('> fra-edge-02');
  run.press(keys.enter, '[');
  await screen.see(/a peer came/);
  run.press('o');
  await screen.see(/fra-edge-02:\//);
});
