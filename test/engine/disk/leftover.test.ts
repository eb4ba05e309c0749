import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { removeLeftover } from '../../../src/engine/disk/leftover.ts';
import { libc } from '../../../src/engine/disk/libc.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { until } from '../../harness/until.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const hourMs = 3600 * 1000;
const realNow = Date.now;

afterEach(() => vi.restoreAllMocks());

test.each([
  ['as ours', 0],
  ['two hours behind ours', 2 * hourMs],
  ['two hours ahead of ours', -2 * hourMs],
  ['three days behind ours', 72 * hourMs],
])(
  'on a mount whose clock is %s what an earlier run left is removed, and what is being written stays',
  async (_title, offMs) => {
    using folder = temporaryFolder();
    using root = RootDirectory.open({ path: Buffer.from(folder.path), make: false });
    using opened = root.folder(Buffer.alloc(0), { make: false });
    const shown = (name: Buffer): string => folder.at(name.toString('latin1', 0, name.length - 1));
    const make = (file: string, key: string): Buffer => {
      const name = temporaryNames(key)(Buffer.from(file));
      writeFileSync(shown(name), 'half');
      return name;
    };
    const before = make('before', 'ours');
    const changedAt = statSync(shown(before)).ctimeMs;
    await until(() => realNow() > changedAt + 100);
    vi.spyOn(Date, 'now').mockImplementation(() => realNow() + offMs);
    const startedAtMs = Date.now();
    await until(() => realNow() + offMs > startedAtMs + 100);
    const written = make('written', 'ours');
    const ofOthers = make('of-others', 'theirs');
    const remove = (name: Buffer): boolean => removeLeftover(opened.fd, name, { temporaryKey: 'ours', startedAtMs });
    expect([before, written, ofOthers].map(remove)).toEqual([true, false, false]);
    expect([before, written, ofOthers].map((name) => existsSync(shown(name)))).toEqual([false, true, true]);
  },
);

test('what another thread begins under the name of a leftover, in the moment of its removal, stays', () => {
  using folder = temporaryFolder();
  using root = RootDirectory.open({ path: Buffer.from(folder.path), make: false });
  using opened = root.folder(Buffer.alloc(0), { make: false });
  const name = temporaryNames('ours')(Buffer.from('report'));
  const path = folder.at(name.toString('latin1', 0, name.length - 1));
  writeFileSync(path, 'half of a killed run');
  const table = libc();
  for (const call of ['unlinkat', 'renameat'] as const) {
    const real = table[call] as (...values: unknown[]) => number;
    const once = vi.spyOn(table, call as 'unlinkat');
    once.mockImplementation((...values: unknown[]) => {
      vi.restoreAllMocks();
      rmSync(path);
      writeFileSync(path, 'half of this run');
      return real(...values);
    });
  }
  const startedAtMs = Date.now() + 1000;
  expect(removeLeftover(opened.fd, name, { temporaryKey: 'ours', startedAtMs })).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('half of this run');
  expect(readdirSync(folder.path)).toHaveLength(1);
});
