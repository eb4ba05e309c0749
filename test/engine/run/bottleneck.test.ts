import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Progress } from '../../../src/model/progress.ts';
import { sync } from '../../sync/sync.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree } from '../tree.ts';
import { type SlowOrder, slowVariable } from './slow-libc.ts';

const mebibyte = 1024 * 1024;

/** What the last report says that has it. */
async function bottleneckOf(flags: readonly string[], slow: SlowOrder | undefined): Promise<Progress['bottleneck']> {
  using place = temporaryFolder();
  makeTree(place.at('source'), { large: randomBytes(6 * mebibyte), other: randomBytes(2 * mebibyte) });
  const env = slow && {
    NODE_OPTIONS: `--import ${new URL('slow-libc.ts', import.meta.url).href}`,
    [slowVariable]: JSON.stringify(slow),
  };
  const { stdout, code } = await sync(place, ['--json', ...flags, 'source', 'destination'], env);
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = lines.flatMap(({ event, progress }) =>
    event === 'progress' && progress.bottleneck !== undefined ? [Progress.parse(progress).bottleneck] : [],
  );
  return told.at(-1);
}

test.concurrent.each([
  { what: 'a source that answers slowly', slow: { call: 'pread', ms: 60 }, flags: [], at: 'source' },
  { what: 'a destination that takes long to write', slow: { call: 'pwrite', ms: 300 }, flags: [], at: 'destination' },
  { what: 'a limit', slow: undefined, flags: ['--bwlimit', '4M'], at: 'limit' },
] as const)('$what is told as what the others wait for', async ({ slow, flags, at }) => {
  expect(await bottleneckOf(flags, slow)).toMatchObject({ at });
});
