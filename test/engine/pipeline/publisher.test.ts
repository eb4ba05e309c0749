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
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { hasTemporaryTag, isTemporaryName } from '../../../src/engine/disk/temporary-mark.ts';
import { temporaryNames, temporaryTag } from '../../../src/engine/disk/temporary-name.ts';
import { UnfinishedFiles } from '../../../src/engine/disk/unfinished-files.ts';
import { Publisher, type Unpublished } from '../../../src/engine/pipeline/publisher.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const mtimeNs = 1_700_000_000_123_456_789n;

const about = { size: 0, digest: Buffer.alloc(0), mtimeNs, atimeNs: 5n };

function start(path: string) {
  const root = RootDirectory.open({ path, make: false });
  const publisher = new Publisher({
    root,
    unfinished: new UnfinishedFiles({ root, temporaryKey: 'key', place: { kind: 'beside' } }),
    inPlace: undefined,
    readBack: undefined,
  });
  return {
    root,
    publisher,
    write: (name: string, text: string) => {
      const file = publisher.create(Buffer.from(name), text.length);
      publisher.write(file, Buffer.from(text), 0);
      return file;
    },
    publish: (...files: Unpublished[]) => publisher.publish(files.map((file) => ({ ...about, file }))),
    [Symbol.dispose]: () => root[Symbol.dispose](),
  };
}

test('a file appears under its name only when it is published, with its times to the nanosecond', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  using engine = start(place.path);
  const file = engine.write('a', 'new');
  expect(readFileSync(place.at('a'), 'utf8')).toBe('old');
  expect(engine.publish(file)).toEqual([undefined]);
  expect(readFileSync(place.at('a'), 'utf8')).toBe('new');
  expect(statSync(place.at('a'), { bigint: true }).mtimeNs).toBe(mtimeNs);
  expect(readdirSync(place.path)).toEqual(['a']);
});

test('times before 1970 survive', () => {
  using place = temporaryFolder();
  using engine = start(place.path);
  engine.publisher.publish([{ ...about, file: engine.write('a', ''), mtimeNs: -1n }]);
  expect(statSync(place.at('a'), { bigint: true }).mtimeNs).toBe(-1n);
});

test('one file that cannot be published leaves the others of its batch alone', () => {
  using place = temporaryFolder();
  mkdirSync(place.at('folder'));
  using engine = start(place.path);
  const faults = engine.publish(engine.write('a', '1'), engine.write('folder', '2'), engine.write('deep/er/b', '3'));
  expect(faults.map((fault) => fault?.code)).toEqual([undefined, 'is-a-directory', undefined]);
  expect(readdirSync(place.path).sort()).toEqual(['a', 'deep', 'folder']);
  expect(readFileSync(place.at('deep/er/b'), 'utf8')).toBe('3');
});

test('a link in the place of the target is replaced, never followed', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('outside'), 'untouched');
  symlinkSync(place.at('outside'), place.at('a'));
  using engine = start(place.path);
  engine.publish(engine.write('a', 'new'));
  expect(readFileSync(place.at('outside'), 'utf8')).toBe('untouched');
  expect(readFileSync(place.at('a'), 'utf8')).toBe('new');
});

test('links are published as what they say', () => {
  using place = temporaryFolder();
  using engine = start(place.path);
  expect(engine.publish(engine.publisher.createLink(Buffer.from('l'), Buffer.from('no/where')))).toEqual([undefined]);
  expect(readlinkSync(place.at('l'))).toBe('no/where');
});

test('the leftover of a killed run is replaced by the next attempt', () => {
  using place = temporaryFolder();
  using engine = start(place.path);
  const abandoned = engine.write('a', 'half');
  const again = engine.write('a', 'whole');
  engine.publish(again);
  abandoned.folder[Symbol.dispose]();
  expect(readFileSync(place.at('a'), 'utf8')).toBe('whole');
  expect(readdirSync(place.path)).toEqual(['a']);
});

test('a folder that is removed while it is open is made again', () => {
  using place = temporaryFolder();
  using engine = start(place.path);
  engine.publish(engine.write('d/a', '1'));
  rmSync(place.at('d'), { recursive: true });
  engine.publish(engine.write('d/b', '2'));
  expect(readdirSync(place.at('d'))).toEqual(['b']);
});

test('a discarded file leaves nothing behind', () => {
  using place = temporaryFolder();
  using engine = start(place.path);
  engine.publisher.discard(engine.write('a', 'x'));
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
