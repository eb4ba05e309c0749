import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { hasTemporaryTag, isTemporaryName } from '../../../src/engine/disk/temporary-mark.ts';
import { temporaryNames, temporaryTag } from '../../../src/engine/disk/temporary-name.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { atimeNs, mtimeNs, publisherIn } from './publisher-in.ts';

test('a file appears under its name only when it is published, with its times to the nanosecond', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  using engine = publisherIn(place.path);
  const file = engine.write('a', 'new');
  expect(readFileSync(place.at('a'), 'utf8')).toBe('old');
  expect(engine.publish(file)).toEqual([undefined]);
  expect(readFileSync(place.at('a'), 'utf8')).toBe('new');
  expect(statSync(place.at('a'), { bigint: true }).mtimeNs).toBe(mtimeNs);
  expect(readdirSync(place.path)).toEqual(['a']);
});

test('times before 1970 survive', () => {
  using place = temporaryFolder();
  using engine = publisherIn(place.path);
  engine.publish({ ...engine.write('a', ''), mtimeNs: -1n });
  expect(statSync(place.at('a'), { bigint: true }).mtimeNs).toBe(-1n);
});

test('one file that cannot be published leaves the others of its batch alone', () => {
  using place = temporaryFolder();
  mkdirSync(place.at('folder'));
  using engine = publisherIn(place.path);
  const faults = engine.publish(engine.write('a', '1'), engine.write('folder', '2'), engine.write('deep/er/b', '3'));
  expect(faults.map((fault) => fault?.code)).toEqual([undefined, 'is-a-directory', undefined]);
  expect(readdirSync(place.path).sort()).toEqual(['a', 'deep', 'folder']);
  expect(readFileSync(place.at('deep/er/b'), 'utf8')).toBe('3');
});

test('a link in the place of the target is replaced, never followed', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('outside'), 'untouched');
  symlinkSync(place.at('outside'), place.at('a'));
  using engine = publisherIn(place.path);
  engine.publish(engine.write('a', 'new'));
  expect(readFileSync(place.at('outside'), 'utf8')).toBe('untouched');
  expect(readFileSync(place.at('a'), 'utf8')).toBe('new');
});

test('links are published as what they say', () => {
  using place = temporaryFolder();
  using engine = publisherIn(place.path);
  const file = engine.publisher.createLink(Buffer.from('l'), Buffer.from('no/where'));
  expect(engine.publish({ file, size: 8, digest: Buffer.alloc(0), mtimeNs, atimeNs })).toEqual([undefined]);
  expect(readlinkSync(place.at('l'))).toBe('no/where');
});

test('the leftover of a killed run is replaced by the next attempt', () => {
  using place = temporaryFolder();
  using engine = publisherIn(place.path);
  const { file: abandoned } = engine.write('a', 'half');
  const again = engine.write('a', 'whole');
  engine.publish(again);
  abandoned.folder[Symbol.dispose]();
  expect(readFileSync(place.at('a'), 'utf8')).toBe('whole');
  expect(readdirSync(place.path)).toEqual(['a']);
});

test('a folder that is removed while it is open is made again', () => {
  using place = temporaryFolder();
  using engine = publisherIn(place.path);
  engine.publish(engine.write('d/a', '1'));
  rmSync(place.at('d'), { recursive: true });
  engine.publish(engine.write('d/b', '2'));
  expect(readdirSync(place.at('d'))).toEqual(['b']);
});

test('a discarded file leaves nothing behind', () => {
  using place = temporaryFolder();
  using engine = publisherIn(place.path);
  engine.publisher.discard(engine.write('a', 'x').file);
  expect(readdirSync(place.path)).toEqual([]);
});

test('temporary names are short for the longest name and tell their backlog', () => {
  const long = Buffer.alloc(255, 'x');
  const name = temporaryNames('key')(long).subarray(0, -1);
  expect(name.length).toBeLessThan(64);
  expect(isTemporaryName(name)).toBe(true);
  expect(hasTemporaryTag(temporaryTag('key'), name)).toBe(true);
  expect(hasTemporaryTag(temporaryTag('other'), name)).toBe(false);
  expect(isTemporaryName(Buffer.from('.lh-notours.partial'))).toBe(false);
});
