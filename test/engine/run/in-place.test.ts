import { readFileSync, statSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../../harness/until.ts';
import { startSync } from '../../sync/sync.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { auditLines, run } from './run.ts';

const bytes = 3_000_000;

/** A run that writes into `big` and is killed in the midst of it. */
async function tear(place: TemporaryFolder): Promise<void> {
  makeTree(place.at('source'), { big: Buffer.alloc(bytes, 'new') });
  makeTree(place.at('destination'), { big: Buffer.alloc(bytes - 10, 'old') });
  const { ino } = statSync(place.at('destination/big'));
  const { child, ended } = startSync(place, [
    ...['--inplace', '--bwlimit', '2M', '--block-size', '64K', '--db', 'backlog.db', '--log', 'audit.jsonl'],
    ...['source', 'destination'],
  ]);
  await until(() => readFileSync(place.at('destination/big')).subarray(0, 3).toString() === 'new');
  child.kill('SIGKILL');
  await ended;
  const { size, ino: after } = statSync(place.at('destination/big'));
  expect([size > bytes, after]).toEqual([true, ino]);
}

/** What a scan takes for the same file. */
function disguise(place: TemporaryFolder): void {
  const { mtimeNs } = statSync(place.at('source/big'), { bigint: true });
  writeFileSync(place.at('destination/big'), readFileSync(place.at('destination/big')).subarray(0, bytes));
  // Whole microseconds survive the way through a double.
  const seconds = Number(mtimeNs / 1000n) / 1e6;
  utimesSync(place.at('source/big'), seconds, seconds);
  utimesSync(place.at('destination/big'), seconds, seconds);
}

test('with --inplace a tree arrives as it is', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    large: Buffer.alloc(bytes, 'new'),
    small: 'new',
    'a/other': 'x',
    link: { link: 'small' },
  });
  makeTree(place.at('destination'), { large: 'old', small: Buffer.alloc(70_000, 'old') });
  const { ino } = statSync(place.at('destination/large'));
  for (const verify of [true, false]) {
    const summary = await run(place, { inplace: true, verify, rescan: true, blockSizeBytes: 524_288 });
    expect(summary.failed.files).toBe(0);
    expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  }
  expect(statSync(place.at('destination/large')).ino).toBe(ino);
});

test('a file that is half when the program is killed is told by its size, without a backlog', async () => {
  using place = temporaryFolder();
  await tear(place);
  const source = statSync(place.at('source/big'));
  utimesSync(place.at('destination/big'), source.atime, source.mtime);
  expect(statSync(place.at('destination/big')).size).not.toBe(source.size);
});

test.each([
  { note: 'resumes', input: {} },
  { note: 'scans again', input: { rescan: true } },
  { note: 'scans again and writes beside', input: { rescan: true, inplace: false } },
])(
  'a half file is written again by a run that $note, even if its size and time are those of the source',
  async (one) => {
    using place = temporaryFolder();
    await tear(place);
    disguise(place);
    expect(await run(place, { inplace: true, ...one.input })).toMatchObject({
      copied: { files: 1 },
      failed: { files: 0 },
    });
    expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
    const again = await run(place, { inplace: true });
    expect(again).toMatchObject({ copied: { files: 0 }, skipped: { files: 1 } });
  },
);

test.each([{ rescan: false }, { rescan: true }])(
  'a half file that the source has no more is a failure, unless the mirror removes it (--rescan: $rescan)',
  async (input) => {
    using place = temporaryFolder();
    await tear(place);
    writeFileSync(place.at('source/other'), 'other');
    unlinkSync(place.at('source/big'));
    expect(await run(place, input)).toMatchObject({ failed: { files: 1 } });
    expect(auditLines(place)).toContainEqual(
      expect.objectContaining({ event: 'failed', error: expect.objectContaining({ code: 'half-written' }) }),
    );
    const mirror = { deleteExtras: true, maxDelete: { kind: 'files', files: 1 } } as const;
    expect(await run(place, mirror)).toMatchObject({ failed: { files: 0 }, deleted: { files: 1 } });
  },
);

test('what a longer old version still takes until the file is cut is not taken for holes that were filled', async () => {
  using place = temporaryFolder();
  const sparse = Buffer.alloc(2_000_000);
  sparse.write('data');
  makeTree(place.at('source'), { file: '' });
  truncateSync(place.at('source/file'), sparse.length);
  writeFileSync(place.at('source/file'), 'data', { flag: 'r+' });
  makeTree(place.at('destination'), { file: Buffer.alloc(6_000_000, 'old') });
  const found: string[] = [];
  await run(place, {
    inplace: true,
    onEvent: (event) => event.kind === 'finding' && found.push(event.reason.code),
  });
  expect(readFileSync(place.at('destination/file')).equals(sparse)).toBe(true);
  expect(found).toEqual([]);
});
