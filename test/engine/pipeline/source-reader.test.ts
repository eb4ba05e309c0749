import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { readLink, SourceFile } from '../../../src/engine/pipeline/source-reader.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const file = Buffer.from('file');

test('reads what is there and finds it unchanged', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('file'), 'content');
  using root = RootDirectory.open({ path: place.path, make: false });
  using source = SourceFile.open(root, file);
  const bytes = Buffer.alloc(100);
  expect(source.read(bytes, 0)).toBe(7);
  expect(bytes.toString('utf8', 0, 7)).toBe('content');
  source.confirmUnchanged(7);
});

test.each<[string, (path: string) => void, RegExp]>([
  ['grew', (path) => appendFileSync(path, 'more'), /size 7 to 11/],
  ['shrank', (path) => truncateSync(path, 3), /size 7 to 3/],
  ['got another time', (path) => utimesSync(path, 1, 1), /modification time/],
])('a file that %s while it was read is not whole', (_, change, message) => {
  using place = temporaryFolder();
  writeFileSync(place.at('file'), 'content');
  using root = RootDirectory.open({ path: place.path, make: false });
  using source = SourceFile.open(root, file);
  source.read(Buffer.alloc(7), 0);
  change(place.at('file'));
  expect(() => source.confirmUnchanged(7)).toThrow(
    expect.objectContaining({ code: 'changed-while-read', message: expect.stringMatching(message) }),
  );
});

test('a pipe in the place of the file neither hangs nor is read', () => {
  using place = temporaryFolder();
  execFileSync('/usr/bin/mkfifo', [place.at('file')]);
  using root = RootDirectory.open({ path: place.path, make: false });
  expect(() => SourceFile.open(root, file)).toThrow(expect.objectContaining({ code: 'not-regular' }));
});

test('a link in the place of the file is not followed', () => {
  using place = temporaryFolder();
  mkdirSync(place.at('root'));
  writeFileSync(place.at('secret'), 'secret');
  symlinkSync('../secret', place.at('root/file'));
  using root = RootDirectory.open({ path: place.at('root'), make: false });
  expect(() => SourceFile.open(root, file)).toThrow(expect.objectContaining({ code: 'symlink-in-path' }));
  expect(readLink(root, file).target.toString()).toBe('../secret');
});
