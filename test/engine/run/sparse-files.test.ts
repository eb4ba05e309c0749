/** Files with holes, from folder to folder. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import type { Progress } from '../../../src/model/progress.ts';
import { allocatedBytes, makeSparseFile, type SparseContent } from '../../harness/sparse-file.ts';
import { until } from '../../harness/until.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { auditLines, run, start } from './run.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const tebibyte = 1024 * 1024 * mebibyte;

/** A file system may need a block of its own to keep the list of pieces. */
const slack = 4096;

const samples: readonly (readonly [string, SparseContent])[] = [
  ['a large one that begins and ends with a hole', { size: 30 * mebibyte, data: [[7 * mebibyte, 3 * mebibyte]] }],
  [
    'a large one that begins and ends with data',
    {
      size: 9 * mebibyte + 5,
      data: [
        [0, 10],
        [9 * mebibyte, 5],
      ],
    },
  ],
  ['a small one', { size: 300 * kibibyte, data: [[64 * kibibyte, 4096]] }],
  ['a small one between others', { size: 100 * kibibyte, data: [[96 * kibibyte, 100]] }],
  ['one that is nothing but a hole', { size: 130 * mebibyte, data: [] }],
  ['one of many pieces', { size: 2 * mebibyte, data: Array.from({ length: 32 }, (_, at) => [at * 65_536, 4096]) }],
];

test.each(['blake3', 'md5'] as const)(
  'holes arrive as holes, and %s says what it says of the whole content',
  async (checksum) => {
    using place = temporaryFolder();
    mkdirSync(place.at('source'));
    for (const [name, sparse] of samples) makeSparseFile(place.at('source', name), sparse);
    makeSparseFile(place.at('source', 'a dense one'), { size: 5000, data: [[0, 5000]] });
    expect(await run(place, { checksum })).toMatchObject({ copied: { files: samples.length + 1 } });
    const digest = await createDigest(checksum);
    const logged = new Map(auditLines(place).map((line) => [line.source, line.checksum]));
    for (const [name] of samples) {
      const [from, to] = [place.at('source', name), place.at('destination', name)];
      const content = readFileSync(from);
      expect(readFileSync(to).equals(content), name).toBe(true);
      expect(allocatedBytes(to), name).toBeLessThanOrEqual(allocatedBytes(from) + slack);
      expect(logged.get(from) ?? '').toBe(digest.of(content).toString('hex'));
    }
  },
);

test('a limit counts what is moved, and a hole is not', async () => {
  using place = temporaryFolder();
  mkdirSync(place.at('source'));
  makeSparseFile(place.at('source', 'disk.img'), { size: 512 * mebibyte, data: [[mebibyte, 4096]] });
  // At this rate the whole file would take more than two hours.
  expect(await run(place, { bwlimit: 64 * kibibyte })).toMatchObject({ copied: { bytes: 512 * mebibyte } });
});

test('a file of 1 TiB with 1 MiB of data costs no more than its data where no checksum is wanted', async () => {
  using place = temporaryFolder();
  mkdirSync(place.at('source'));
  makeSparseFile(place.at('source', 'disk.img'), { size: tebibyte, data: [[tebibyte / 2, mebibyte]] });
  expect(await run(place, { checksum: 'none' })).toMatchObject({ copied: { files: 1, bytes: tebibyte } });
  expect(statSync(place.at('destination', 'disk.img'))).toMatchObject({ size: tebibyte });
  expect(allocatedBytes(place.at('destination', 'disk.img'))).toBe(allocatedBytes(place.at('source', 'disk.img')));
});

test('progress moves on within a hole, and a stop is heard in it', async () => {
  using place = temporaryFolder();
  mkdirSync(place.at('source'));
  makeSparseFile(place.at('source', 'disk.img'), { size: 4 * tebibyte, data: [[0, 4096]] });
  const seen: Progress[] = [];
  const running = start(place, { onEvent: (event) => event.kind === 'progress' && seen.push(event.progress) });
  const done = () => new Set(seen.flatMap(({ files }) => files.map(({ doneBytes }) => doneBytes)));
  await until(() => done().size > 3);
  await running[Symbol.asyncDispose]();
  await expect(running.ended).rejects.toMatchObject({ code: 'interrupted' });
  expect(readdirSync(place.at('destination'))).toEqual([]);
  expect(Math.max(...done())).toBeLessThan(4 * tebibyte);
});
