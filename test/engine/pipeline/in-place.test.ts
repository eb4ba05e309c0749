import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { libc } from '../../../src/engine/disk/libc.ts';
import { ReadBack } from '../../../src/engine/pipeline/read-back.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { atimeNs, mtimeNs, publisherIn } from './publisher-in.ts';

function start(path: string, source?: RootDirectory) {
  const engine = publisherIn(path, { inPlace: { source } });
  return { ...engine, copy: (name: string, text: string) => engine.publish(engine.write(name, text)) };
}

test.each([
  { note: 'shorter', old: 'what was here before' },
  { note: 'longer', old: '' },
  { note: 'of the same length', old: '1234567' },
])('a file whose new content is $note is written into, and stays the file it was', ({ old }) => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), old);
  const { ino } = statSync(place.at('a'));
  using engine = start(place.path);
  expect(engine.copy('a', 'content')).toEqual([undefined]);
  expect(readFileSync(place.at('a'), 'utf8')).toBe('content');
  const after = statSync(place.at('a'), { bigint: true });
  expect([Number(after.ino), after.mtimeNs]).toEqual([ino, mtimeNs]);
});

test('until it is done a file is longer than its old and its new content, also when it is given up', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  using engine = start(place.path);
  const { file } = engine.write('a', 'longer content');
  expect(statSync(place.at('a')).size).toBe('longer content'.length + 1);
  engine.publisher.discard(file);
  expect(statSync(place.at('a')).size).toBe('longer content'.length + 1);
});

test('size and time become the final ones only when the content is durable, and are made durable themselves', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  using engine = start(place.path);
  const written = engine.write('a', 'content');
  const table = libc();
  const real = { ...table };
  const calls: string[] = [];
  const noting = <A extends unknown[]>(name: string, call: (...args: A) => number) => {
    return (...args: A) => {
      calls.push(name);
      return call(...args);
    };
  };
  Object.assign(table, {
    fsync: noting('fsync', real.fsync),
    ftruncate: noting('cut', real.ftruncate),
    futimens: noting('times', real.futimens),
    renameat: noting('rename', real.renameat),
  });
  try {
    engine.publish(written);
  } finally {
    Object.assign(table, real);
  }
  expect(calls).toEqual(['fsync', 'cut', 'times', 'fsync']);
});

test('a file that is not there yet is made beside its name, as always', () => {
  using place = temporaryFolder();
  using engine = start(place.path);
  const written = engine.write('new', 'content');
  expect(readdirSync(place.path)).toEqual([expect.stringMatching(/\.partial$/)]);
  engine.publish(written);
  expect(readdirSync(place.path)).toEqual(['new']);
});

test('a link is replaced and a pipe too: nothing is written through the one or into the other', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('outside'), 'untouched');
  symlinkSync(place.at('outside'), place.at('link'));
  execFileSync('mkfifo', [place.at('pipe')]);
  using engine = start(place.path);
  expect([...engine.copy('link', 'new'), ...engine.copy('pipe', 'new')]).toEqual([undefined, undefined]);
  expect(readFileSync(place.at('outside'), 'utf8')).toBe('untouched');
  expect(['link', 'pipe'].map((name) => lstatSync(place.at(name)).isFile())).toEqual([true, true]);
});

test('two names of one file become two files, each with its own content', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  linkSync(place.at('a'), place.at('b'));
  linkSync(place.at('a'), place.at('kept'));
  using engine = start(place.path);
  expect(engine.publish(engine.write('a', 'of a'), engine.write('b', 'of b'))).toEqual([undefined, undefined]);
  expect(['a', 'b', 'kept'].map((name) => readFileSync(place.at(name), 'utf8'))).toEqual(['of a', 'of b', 'old']);
});

test('links themselves are made anew', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('l'), 'a file');
  using engine = start(place.path);
  const file = engine.publisher.createLink(Buffer.from('l'), Buffer.from('no/where'));
  engine.publish({ file, size: 8, digest: Buffer.alloc(0), mtimeNs, atimeNs });
  expect(readlinkSync(place.at('l'))).toBe('no/where');
});

test('a destination file that is another name of the source file is not written into', () => {
  using place = temporaryFolder();
  mkdirSync(place.at('source'));
  mkdirSync(place.at('copy'));
  writeFileSync(place.at('source/a'), 'the source');
  linkSync(place.at('source/a'), place.at('copy/a'));
  using source = RootDirectory.open({ path: place.at('source'), make: false });
  using engine = start(place.at('copy'), source);
  expect(engine.copy('a', 'the source as it was read')).toEqual([undefined]);
  expect(readFileSync(place.at('source/a'), 'utf8')).toBe('the source');
  expect(readFileSync(place.at('copy/a'), 'utf8')).toBe('the source as it was read');
});

test('a hole of the new content takes the place of what was there', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), Buffer.alloc(300_000, 'old'));
  using engine = start(place.path);
  const file = engine.publisher.create(Buffer.from('a'), 200_000);
  engine.publisher.leaveHole(file, { offset: 0, length: 199_996, isEnd: false });
  engine.publisher.write(file, Buffer.from('tail'), 199_996);
  engine.publish({ file, size: 200_000, digest: Buffer.alloc(0), mtimeNs, atimeNs });
  const expected = Buffer.concat([Buffer.alloc(199_996), Buffer.from('tail')]);
  expect(readFileSync(place.at('a')).equals(expected)).toBe(true);
});

test('what the disk gives back otherwise stays longer than it should be, so that the next scan sees it', async () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  const digest = await createDigest('blake3');
  const readBack = new ReadBack({ digest: await createDigest('blake3'), stop: new StopFlag(), meter: undefined });
  using engine = publisherIn(place.path, { inPlace: { source: undefined }, readBack });
  const written = { ...engine.write('a', 'content'), digest: digest.of(Buffer.from('content')) };
  writeFileSync(place.at('a'), 'spoilt!!', { flag: 'r+' });
  expect(engine.publish(written)).toEqual([expect.objectContaining({ code: 'digest-mismatch' })]);
  expect(statSync(place.at('a')).size).toBe('content'.length + 1);
});
