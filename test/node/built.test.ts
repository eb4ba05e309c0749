/** `longhaul node` as it is built and installed, in one file a thread: each thread is found, and has all that it wants. */
import { expect, test } from 'vitest';
import { startFleet } from '../../src/demo/fleet.ts';
import { runProgram } from '../../src/demo/program.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { inventory, makeSampleTree } from '../harness/sample-tree.ts';

test('built nodes plan a transfer, move it with a checksum of each library, and read it back', async () => {
  using place = temporaryFolder();
  const [from, to] = [place.at('fs1/files'), place.at('fs2/files')];
  makeSampleTree({ path: from, smallFiles: 20, largeFiles: [3 * 1024 * 1024] });
  const nodes = [
    { name: 'fs1', root: from },
    { name: 'fs2', root: to },
  ];
  const { signal } = new AbortController();
  await using fleet = await startFleet({ folder: place.path, nodes, rate: 'off', signal });
  const move = async (target: string, ...flags: string[]): Promise<string> => {
    const places = ['--from', `fs1:${from}`, '--to', `fs2:${target}`];
    return await runProgram({ args: ['hub', ...fleet.hubFlags, ...places, ...flags], env: fleet.env });
  };
  expect(await move(`${to}/planned`, '--dry-run')).toContain('to copy             32 files');
  for (const checksum of ['blake3', 'sha256', 'xxh3']) {
    await move(`${to}/${checksum}`, '--wait', '--verify', '--checksum', checksum);
    expect(inventory(`${to}/${checksum}`)).toEqual(inventory(from));
  }
});
