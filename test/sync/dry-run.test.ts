import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree } from '../engine/tree.ts';
import { sync } from './sync.ts';

test('--dry-run prints the plan and makes nothing: no destination, no backlog, no log', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'aa', 'b/c': 'c' });
  const { code, stdout, stderr } = await sync(place, ['--dry-run', '--bwlimit', '1', 'source', 'destination']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^dry run, nothing was changed\n/);
  expect(stdout).toMatch(/to copy +2 files, 3 B\n/);
  expect(stdout).toMatch(/folders to make +2\n/);
  expect(stdout).toMatch(/time +about 00:03\n/);
  expect(readdirSync(place.path)).toEqual(['source']);
});

test('--dry-run --json prints findings and then the plan, and leaves the backlog as it is', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'aa', 'in the way': '' });
  makeTree(place.at('destination'), { 'in the way/x': '' });
  await sync(place, ['--db', 'backlog.db', 'source', 'destination']);
  const before = readdirSync(place.path).map((name) => [name, name === 'backlog.db' && readFileSync(place.at(name))]);
  const { stdout } = await sync(place, ['--dry-run', '--json', '--db', 'backlog.db', 'source', 'destination']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { event: 'finding', finding: 'in-the-way', paths: ['in the way'] },
    { event: 'plan', copy: { files: 0, bytes: 0 }, skip: { files: 1, bytes: 2 }, findings: { 'in-the-way': 1 } },
  ]);
  expect(readdirSync(place.path).map((name) => [name, name === 'backlog.db' && readFileSync(place.at(name))])).toEqual(
    before,
  );
});
