import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { digests, inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const megabyte = 1024 * 1024;

test.each([
  ['directly', [], { kind: 'direct' }],
  ['to an owner that it dials', ['fs2'], { kind: 'reversed', why: 'fs2 offers no data port' }],
  [
    'through the hub',
    ['fs1', 'fs2'],
    { kind: 'relayed', why: 'fs2 offers no data port; this node offers no data port' },
  ],
])('a peer is reached %s, and the trees are equal', async (_title, closed, reach) => {
  using folder = temporaryFolder();
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'], closed });
  const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
  makeSampleTree({ path: source, smallFiles: 100, largeFiles: [4 * megabyte] });
  const places = ['--from', `fs1:${source}`, '--to', `fs2:${target}`];
  const plan = await fleet.hub(...places, '--dry-run', '--json');
  expect(plan, plan.stderr).toMatchObject({ code: 0 });
  const started = await fleet.hub(...places, '--bwlimit', '2M', '--streams', '3');
  const id = started.stdout.trim();
  expect(started, started.stderr).toMatchObject({ code: 0 });
  const seen = await until(async () => (await fleet.transfer(id)).progress?.reach, {
    what: () => `reach; ${fleet.said}`,
  });
  expect(seen).toEqual(reach);
  await fleet.hub('--bwlimit-of', `${id}=off`);
  await until(() => fleet.hasEnded(id), { what: () => `the end; ${fleet.said}` });
  const { stdout: trail } = await fleet.hub('--audit', '--json');
  // One of the plan, three of the transfer: all of them go the way that was found.
  expect(trail.match(/"action":"relay"/g)?.length ?? 0).toBe(reach.kind === 'relayed' ? 4 : 0);
  expect(inventory(target)).toEqual(inventory(source));
});

test('a relayed transfer waits while the hub is away, and is completed when the hub is back', async () => {
  using folder = temporaryFolder();
  const closed = ['fs1', 'fs2'];
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: closed, closed });
  const [source, target] = [join(fleet.root('fs1'), 'data'), join(fleet.root('fs2'), 'copy')];
  makeSampleTree({ path: source, smallFiles: 50, largeFiles: Array.from({ length: 8 }, () => megabyte) });
  const started = await fleet.hub('--from', `fs1:${source}`, '--to', `fs2:${target}`, '--bwlimit', '1M');
  const id = started.stdout.trim();
  await until(() => existsSync(target) && digests(target).size > 0, { what: () => `a file arrives; ${fleet.said}` });
  await fleet.process('hub').end('SIGKILL');
  const log = fleet.process('fs1');
  await until(() => log.said.includes('relayed: the hub is away'), { what: () => `all ways are tried; ${fleet.said}` });
  await fleet.startHub();
  await fleet.online(2);
  await fleet.hub('--bwlimit-of', `${id}=off`);
  await until(() => fleet.hasEnded(id), { what: () => `the end; ${fleet.said}`, withinMs: 60_000 });
  expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
  expect(inventory(target)).toEqual(inventory(source));
});
