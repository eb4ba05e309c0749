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

test('--dry-run shows former and new paths, and what would have none', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/x.jpeg': 'a', 'b/x.jpeg': 'bb', 'c/y': 'c', 'd/z': 'd' });
  const flags = ['--flatten', '--rename', 's/jpeg$/jpg/', '--rename', 's#^z$#../z#'];
  const { code, stdout, stderr } = await sync(place, ['--dry-run', ...flags, 'source', 'destination']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/to copy +2 files, 2 B\n/);
  expect(stdout).toMatch(/other names +2 files\n/);
  expect(stdout).toMatch(/name-clash +1\n +rename-refused +1\n/);
  expect(stdout).toMatch(/\n {2}a\/x.jpeg -> x.jpg\n {2}c\/y -> y\n$/);
  expect(stderr).toMatch(/note: b\/x.jpeg would be x.jpg, whose place a\/x.jpeg has \(name-clash\)\n/);
  expect(stderr).toMatch(
    /note: d\/z would be '..\/z', which is no path of names below the destination \(rename-refused\)\n/,
  );
  expect(readdirSync(place.path)).toEqual(['source']);
});
