import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { libc, POSIX_FADV_DONTNEED } from '../../../src/engine/disk/libc.ts';
import { ReadBack } from '../../../src/engine/pipeline/read-back.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { atimeNs, mtimeNs, publisherIn } from './publisher-in.ts';

async function start(path: string, stop = new StopFlag()) {
  const digest = await createDigest('blake3');
  const readBack = new ReadBack({ digest: await createDigest('blake3'), stop, meter: undefined });
  const engine = publisherIn(path, { readBack });
  return {
    ...engine,
    write: (name: string, text: string) => ({ ...engine.write(name, text), digest: digest.of(Buffer.from(text)) }),
  };
}

/** What lies in the temporary file of the folder. */
function change(path: string, text: string): void {
  const [name = ''] = readdirSync(path).filter((one) => one.endsWith('.partial'));
  writeFileSync(`${path}/${name}`, text);
}

test('what the disk gives back otherwise is not published, and the old version stays', async () => {
  using place = temporaryFolder();
  writeFileSync(place.at('a'), 'old');
  using engine = await start(place.path);
  const written = engine.write('a', 'new content');
  change(place.path, 'neW content');
  expect(engine.publish(written)).toEqual([expect.objectContaining({ code: 'digest-mismatch' })]);
  expect(readFileSync(place.at('a'), 'utf8')).toBe('old');
  expect(readdirSync(place.path)).toEqual(['a']);
});

test('a file that is shorter on the disk than it was written is not published', async () => {
  using place = temporaryFolder();
  using engine = await start(place.path);
  const written = engine.write('a', 'new content');
  change(place.path, 'new');
  expect(engine.publish(written)).toEqual([expect.objectContaining({ code: 'digest-mismatch' })]);
  expect(readdirSync(place.path)).toEqual([]);
});

test('zeros that are missing on the disk are not taken for a hole', async () => {
  using place = temporaryFolder();
  using engine = await start(place.path);
  const written = engine.write('a', 'x'.padEnd(20_000, '\0'));
  change(place.path, 'x');
  expect(engine.publish(written)).toEqual([expect.objectContaining({ code: 'digest-mismatch' })]);
});

test('a file that was read back has the times of the source', async () => {
  using place = temporaryFolder();
  using engine = await start(place.path);
  expect(engine.publish(engine.write('a', 'new'), engine.write('b', ''))).toEqual([undefined, undefined]);
  expect(statSync(place.at('a'), { bigint: true })).toMatchObject({ mtimeNs, atimeNs });
});

test('what the kernel holds of a file is dropped after it is durable and before it is read', async () => {
  using place = temporaryFolder();
  using engine = await start(place.path);
  const written = engine.write('a', 'x'.repeat(10_000));
  const table = libc();
  const real = { ...table };
  const calls: string[] = [];
  Object.assign(table, {
    fsync: (fd: number) => {
      calls.push(fd === written.file.fd ? 'fsync' : 'fsync folder');
      return real.fsync(fd);
    },
    posix_fadvise: (...args: Parameters<typeof real.posix_fadvise>) => {
      calls.push(args[3] === POSIX_FADV_DONTNEED ? 'drop' : 'other advice');
      return real.posix_fadvise(...args);
    },
    pread: (...args: Parameters<typeof real.pread>) => {
      calls.push('read');
      return real.pread(...args);
    },
    renameat2: (...args: Parameters<typeof real.renameat2>) => {
      calls.push('rename');
      return real.renameat2(...args);
    },
  });
  try {
    expect(engine.publish(written)).toEqual([undefined]);
  } finally {
    Object.assign(table, real);
  }
  expect(calls).toEqual(['fsync', 'drop', 'read', 'rename', 'fsync folder']);
});

test('a run that is stopped leaves off in the midst of a file, which is not published', async () => {
  using place = temporaryFolder();
  const stop = new StopFlag();
  using engine = await start(place.path, stop);
  const written = engine.write('a', 'new');
  stop.raise();
  expect(engine.publish(written)).toEqual([expect.objectContaining({ code: 'interrupted' })]);
  expect(readdirSync(place.path)).toEqual([]);
});
