import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { foldingEnvironment } from '../../engine/clash/folding-place.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import type { Sent } from './programs/send-to-folding-node.ts';

const program = new URL('./programs/send-to-folding-node.ts', import.meta.url).pathname;

test('a node that folds names names those that fall together, and follows a change of case without a removal', async () => {
  using place = temporaryFolder();
  mkdirSync(place.at('tmp'));
  const env = { ...process.env, TMPDIR: place.at('tmp'), ...foldingEnvironment(place, place.at('tmp')) };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  const [first, second, third] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Sent);
  expect(first).toMatchObject({ kind: 'completed', totals: { copied: { files: 3 }, failed: { files: 0 } } });
  expect(second).toMatchObject({ kind: 'completed', totals: { copied: { files: 0 }, failed: { files: 3 } } });
  expect(second?.failed.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: 'dir', code: 'name-clash' },
    { path: 'dir/a', code: 'name-clash' },
    { path: 'readme', code: 'name-clash' },
  ]);
  expect(second?.target).toEqual(['Dir/', 'Dir/a', 'Old', 'README']);
  expect(third).toMatchObject({ kind: 'completed', totals: { failed: { files: 1 }, deleted: { files: 0 } } });
  expect(third?.failed).toEqual([{ path: 'readme', code: 'name-clash' }]);
  expect(third?.target).toEqual(['DIR/', 'DIR/a', 'OLD', 'README', 'other/', 'other/a']);
});
