import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

/** As the rooms of a node have told so far. */
function figuresOf({ said }: { readonly said: string }): { readBytes: number; takenBytes: number }[] {
  const lines = said.split('\n').filter((line) => line.includes('"takenBytes"'));
  return lines.map((line) => JSON.parse(line));
}

/** A file that was changed a few seconds ago is not shared. */
async function settled(folder: string): Promise<void> {
  const newest = Math.max(
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      existsSync(join(folder, name)) ? statSync(join(folder, name)).ctimeMs : 0,
    ),
  );
  await until(() => Date.now() - newest > 5500, { what: 'the files have settled' });
}

test('a fan-out reads its source once; a destination that goes away resumes by itself, and the others end without it', async () => {
  using folder = temporaryFolder();
  const nodes = ['fs1', 'fs2', 'fs3'];
  const source = join(folder.path, 'fs1/root/data');
  mkdirSync(source, { recursive: true });
  makeSampleTree({ path: source, smallFiles: 200, largeFiles: Array.from({ length: 12 }, () => 1_500_000) });
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes });
  await settled(source);
  const targets = {
    fs1: join(fleet.root('fs1'), 'copy'),
    fs2: join(fleet.root('fs2'), 'copy'),
    fs3: join(fleet.root('fs3'), 'copy'),
  };
  const to = Object.entries(targets).flatMap(([node, path]) => ['--to', `${node}:${path}`]);
  const started = await fleet.hub('--from', `fs1:${source}`, ...to, '--bwlimit', '6M');
  expect(started, started.stderr).toMatchObject({ code: 0 });
  const [local = '', near = '', lost = ''] = started.stdout.trim().split('\n');
  const hasArrived = (target: string) => existsSync(target) && readdirSync(target).length > 0;
  await until(() => hasArrived(targets.fs3), { what: 'something arrives at fs3', withinMs: 60_000 });
  await fleet.process('fs3').end('SIGKILL');
  for (const [id, target] of [
    [local, targets.fs1],
    [near, targets.fs2],
  ] as const) {
    await until(() => fleet.hasEnded(id), { what: () => `${id} ends; ${fleet.said}`, withinMs: 60_000 });
    expect((await fleet.transfer(id)).state).toEqual({ kind: 'completed' });
    expect(inventory(target)).toEqual(inventory(source));
  }
  expect((await fleet.transfer(lost)).state.kind).not.toBe('completed');
  const size = (await fleet.transfer(local)).totals?.copied.bytes ?? 0;
  const [together] = await until(
    () => {
      const figures = figuresOf(fleet.process('fs1'));
      return figures.length > 0 && figures;
    },
    { what: 'what was read together' },
  );
  // Of three destinations one was lost on the way: two thirds at the most, and all but what both began at the same moment.
  expect(together?.takenBytes).toBeGreaterThan(size / 2);
  expect(together?.readBytes).toBeLessThan(1.5 * size);
  fleet.startNode('fs3');
  await until(() => fleet.hasEnded(lost), { what: () => `${lost} ends; ${fleet.said}`, withinMs: 90_000 });
  expect((await fleet.transfer(lost)).state).toEqual({ kind: 'completed' });
  expect(inventory(targets.fs3)).toEqual(inventory(source));
  for (const id of [local, near]) expect((await fleet.transfer(id)).retriedAt).toBeUndefined();
});
