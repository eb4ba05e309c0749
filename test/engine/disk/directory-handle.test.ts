import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { statusOf } from '../../../src/engine/disk/file-status.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const bytes = (text: string) => Buffer.from(text);

test('opens and makes folders component by component', () => {
  using place = temporaryFolder();
  using root = RootDirectory.open({ path: place.at('root/made/above'), make: true });
  using folder = root.folder(bytes('a/b/ü'), { make: true });
  expect(statusOf(folder.fd, folder.path).kind).toBe('folder');
  expect(readdirSync(place.at('root/made/above/a/b'))).toEqual(['ü']);
});

test.each([
  ['..', 'outside-root'],
  ['a/../..', 'outside-root'],
  ['.', 'outside-root'],
  ['a//b', 'outside-root'],
  ['/etc', 'outside-root'],
  ['a\0b', 'outside-root'],
  ['link', 'symlink-in-path'],
  ['link/below', 'symlink-in-path'],
  ['file', 'not-a-directory'],
  ['file/below', 'not-a-directory'],
])('refuses %j with %s', (path, code) => {
  using place = temporaryFolder();
  mkdirSync(place.at('root/a'), { recursive: true });
  mkdirSync(place.at('outside/below'), { recursive: true });
  symlinkSync(place.at('outside'), place.at('root/link'));
  writeFileSync(place.at('root/file'), '');
  using root = RootDirectory.open({ path: place.at('root'), make: false });
  expect(() => root.folder(bytes(path), { make: true })).toThrow(expect.objectContaining({ code }));
});

test('a folder that is swapped for a link after it was opened never leads outside', () => {
  using place = temporaryFolder();
  mkdirSync(place.at('root/a/b'), { recursive: true });
  mkdirSync(place.at('outside/b'), { recursive: true });
  using root = RootDirectory.open({ path: place.at('root'), make: false });
  root.folder(bytes('a'), { make: false })[Symbol.dispose]();
  renameSync(place.at('root/a'), place.at('root/moved'));
  symlinkSync(place.at('outside'), place.at('root/a'));
  root.folder(bytes('a/b/new'), { make: true })[Symbol.dispose]();
  expect(readdirSync(place.at('outside/b'))).toEqual([]);
  root.forget(bytes('a'));
  expect(() => root.folder(bytes('a/b'), { make: true })).toThrow(expect.objectContaining({ code: 'symlink-in-path' }));
});

test('a folder that is held stays open when others push it out', () => {
  using place = temporaryFolder();
  using root = RootDirectory.open({ path: place.path, make: false, capacity: 1 });
  using held = root.folder(bytes('held'), { make: true });
  for (const name of ['b', 'c', 'd']) root.folder(bytes(name), { make: true })[Symbol.dispose]();
  expect(statusOf(held.fd, held.path).kind).toBe('folder');
});
