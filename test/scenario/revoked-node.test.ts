import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { digests, inventory, makeSampleTree } from '../harness/sample-tree.ts';
import { until } from '../harness/until.ts';

const megabyte = 1024 * 1024;

it('a revoked node is out at once on both sides of its transfers, and joins again with its state', async () => {
  using folder = temporaryFolder();
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1', 'fs2'] });
  const tree = (node: string, name: string): string => join(fleet.root(node), name);
  makeSampleTree({ path: tree('fs1', 'data'), smallFiles: 5, largeFiles: Array.from({ length: 8 }, () => megabyte) });
  makeSampleTree({ path: tree('fs2', 'data'), smallFiles: 5, largeFiles: Array.from({ length: 8 }, () => megabyte) });
  const started = async (from: string, to: string): Promise<string> => {
    const places = ['--from', `${from}:${tree(from, 'data')}`, '--to', `${to}:${tree(to, 'copy')}`];
    // So slow that neither has ended before both have begun and somebody has revoked the node.
    const { stdout } = await fleet.hub(...places, '--bwlimit', '256K');
    await until(() => existsSync(tree(to, 'copy')) && digests(tree(to, 'copy')).size > 0, { what: fleet.said });
    return stdout.trim();
  };
  const owned = await started('fs2', 'fs1');
  const received = await started('fs1', 'fs2');

  const revoked = await fleet.hub('--revoke', 'fs2');
  expect(revoked).toMatchObject({ code: 0, stdout: 'node fs2 is revoked (1 certificate)\n' });
  for (const id of [owned, received]) {
    await until(() => fleet.hasEnded(id), { what: fleet.said });
    expect((await fleet.transfer(id)).state).toMatchObject({ kind: 'failed', reason: { code: 'revoked' } });
  }
  await until(() => fleet.process('fs2').said.includes('refuses the link: the certificate of node fs2 was revoked'));
  const audit = (): string => readFileSync(join(fleet.data('fs1'), 'audit.jsonl'), 'utf8');
  await until(() => /"event":"refused".*"code":"revoked"/.test(audit()));

  const trail = await fleet.hub('--audit', '--json');
  expect(trail.stdout).toMatch(
    /"who":"node:fs1","action":"peer.refuse","object":"node fs2 at [^"]*","result":"denied"/,
  );

  const verified = await fleet.hub('--audit-verify');
  expect(verified).toMatchObject({ code: 0, stderr: expect.stringMatching(/^fs1 remembers it up to row [1-9]\d*\n$/) });

  expect(await fleet.process('fs2').end('SIGTERM')).toBe(0);
  fleet.startNode('fs2', ['--join', await fleet.invite('fs2'), '--root', fleet.root('fs2')]);
  await fleet.online(2);
  const places = ['--from', `fs1:${tree('fs1', 'data')}`, '--to', `fs2:${tree('fs2', 'copy')}`];
  const again = await fleet.hub(...places, '--wait');
  expect(again, `${again.stderr} ${fleet.said}`).toMatchObject({ code: 0 });
  expect(inventory(tree('fs2', 'copy'))).toEqual(inventory(tree('fs1', 'data')));
});
