import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

test('from fs1 to fs2 and then to fs3 by a chain, with the hub killed in both legs: fs3 has it, and each leg ran once', async () => {
  using folder = temporaryFolder();
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2', 'fs3'] });
  const [source, between, target] = ['fs1', 'fs2', 'fs3'].map((node) => join(fleet.root(node), 'reel')) as [
    string,
    string,
    string,
  ];
  makeSampleTree({ path: source, smallFiles: 20, largeFiles: Array.from({ length: 6 }, () => 1_500_000) });
  const root = (node: string): string => `${node}:${fleet.root(node)}/{project}`;
  const file = join(folder.path, 'automation.yaml');
  writeFileSync(
    file,
    `
templates:
  - name: first
    from: ${root('fs1')}
    to: ${root('fs2')}
    options: { bwlimit: 4M, checksum: sha256 }
    variables: { project: { default: none, pattern: '[a-z]+' } }
  - name: second
    from: ${root('fs2')}
    to: ${root('fs3')}
    options: { bwlimit: 4M }
    variables: { project: {} }
triggers:
  - { name: onward, kind: after, template: second, follows: first }
  - { name: yearly, kind: schedule, template: first, cron: '0 0 1 1 *', timeZone: Europe/Berlin }
`,
  );
  const declared = 'template first added\ntemplate second added\ntrigger onward added\ntrigger yearly added\n';
  expect(await fleet.hub('--apply', file, '--dry-run')).toMatchObject({ code: 0, stdout: declared });
  expect(await fleet.hub('--apply', file)).toMatchObject({ code: 0, stdout: declared });
  const exported = join(folder.path, 'exported.yaml');
  writeFileSync(exported, (await fleet.hub('--export')).stdout);
  expect(await fleet.hub('--apply', exported)).toMatchObject({ code: 0, stdout: '' });
  const misspelled = await fleet.hub('--template', 'first', '--set', 'projet=reel');
  expect(misspelled).toMatchObject({ code: 2, stderr: expect.stringContaining('no variable projet; it has project') });

  const killHub = async (id: string, into: string): Promise<void> => {
    await until(async () => existsSync(into) || (await fleet.hasEnded(id)), { what: `${id} moves`, withinMs: 60_000 });
    await fleet.process('hub').end('SIGKILL');
  };
  const asked = ['--template', 'first', '--set', 'project=reel', '--key', 'once'];
  expect(await fleet.hub(...asked)).toMatchObject({ code: 0, stdout: 'T-1\n' });
  expect(await fleet.hub(...asked)).toMatchObject({ code: 0, stdout: 'T-1\n' });
  await killHub('T-1', between);
  await fleet.startHub();
  const known = async (): Promise<boolean> => (await fleet.hub('--show', 'T-2')).code === 0;
  await until(known, { what: () => `T-2 is started; ${fleet.said}`, withinMs: 90_000 });
  await killHub('T-2', target);
  await fleet.startHub();
  await until(() => fleet.hasEnded('T-2'), { what: () => `T-2 ends; ${fleet.said}`, withinMs: 90_000 });

  expect(await fleet.transfer('T-2')).toMatchObject({
    state: { kind: 'completed' },
    createdBy: 'trigger:onward',
    startedBy: { template: 'second', trigger: 'onward', values: { project: 'reel' } },
  });
  expect(inventory(target)).toEqual(inventory(source));
  const listed = await fleet.hub('--list', '--json');
  expect(listed.stdout.trimEnd().split('\n')).toHaveLength(2);
  const { stdout } = await fleet.hub('--triggers');
  expect(stdout).toMatch(/onward +second +after first: success +\S+ \S+ T-2: success/);
  expect(stdout).toMatch(/yearly +first +0 0 1 1 \* Europe\/Berlin +never +(\d{4}-(12-31|01-01) [\d:]+(, )?){5}\n/);
});
