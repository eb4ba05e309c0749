/** Machines whose clocks are hours apart: they join, move files and are told apart by nothing but the column CLOCK. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const hourMs = 3600 * 1000;

test('a node two hours ahead and one two hours behind move files, and their history is in order, in the time of the hub', async () => {
  using folder = temporaryFolder();
  const startedAt = Date.now();
  const clocksOffMs = { fs1: 2 * hourMs, fs2: -2 * hourMs };
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'], clocksOffMs });
  const skews = async (): Promise<Record<string, number>> => {
    const { stdout } = await fleet.hub('--nodes', '--json');
    const nodes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; clockSkewMs?: number });
    return Object.fromEntries(nodes.map(({ name, clockSkewMs = 0 }) => [name, Math.round(clockSkewMs / hourMs)]));
  };
  await until(async () => JSON.stringify(await skews()) === '{"fs1":2,"fs2":-2}', {
    what: () => `both clocks are compared; ${fleet.said}`,
  });

  for (const [from, to] of [
    ['fs1', 'fs2'],
    ['fs2', 'fs1'],
  ] as const) {
    const [source, target] = [join(fleet.root(from), 'data'), join(fleet.root(to), `of-${from}`)];
    makeSampleTree({ path: source, smallFiles: 20, largeFiles: [1_000_000] });
    const moved = await fleet.hub('--from', `${from}:${source}`, '--to', `${to}:${target}`, '--streams', '3', '--wait');
    expect(moved, `${moved.stderr}; ${fleet.said}`).toMatchObject({ code: 0 });
    expect(inventory(target)).toEqual(inventory(source));
  }

  // The clocks were off in the threads that move files, too.
  for (const [node, offMs] of Object.entries(clocksOffMs)) {
    const [line = ''] = readFileSync(join(fleet.data(node), 'audit.jsonl'), 'utf8').split('\n', 1);
    const { time } = JSON.parse(line) as { time: string };
    expect(Math.round((Date.parse(time) - Date.now()) / hourMs) * hourMs, node).toBe(offMs);
  }
  for (const id of ['T-1', 'T-2']) {
    const { createdAt, startedAt: begunAt = 0, endedAt = 0 } = await fleet.transfer(id);
    const times = [startedAt, createdAt, begunAt, endedAt, Date.now()];
    expect(times, `${id} in the order in which it happened`).toEqual(times.toSorted((one, other) => one - other));
  }
});
