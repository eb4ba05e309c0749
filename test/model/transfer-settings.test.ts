import { expect, test } from 'vitest';
import { hubSettings } from '../../hub/flags.ts';
import { defaultTransferOptions, type TransferOptions } from '../../src/model/transfer-options.ts';
import { transferOptionsFrom } from '../../src/model/transfer-settings.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { syncSettings } from '../../src/sync/flags.ts';

function syncOptions(argv: readonly string[], env: Record<string, string> = {}): TransferOptions {
  const read = readSettings(syncSettings, { argv: [...argv, 'a', 'b'], env });
  if (read.kind !== 'run') throw new Error(read.kind);
  return transferOptionsFrom(read.values, read.order);
}

function hubOptions(argv: readonly string[], env: Record<string, string> = {}): TransferOptions {
  const read = readSettings(hubSettings, { argv: ['--from', 'fs1:/a', '--to', 'fs2:/b', ...argv], env });
  if (read.kind !== 'run') throw new Error(read.kind);
  return transferOptionsFrom(read.values, read.order);
}

test('without flags a transfer is done as one that says nothing of how', () => {
  expect(syncOptions([])).toEqual(defaultTransferOptions);
});

const everyFlag = {
  argv: [
    ...['--bwlimit', '20M', '--checksum', 'md5', '--delete-extras', '--max-delete', '7', '--rescan'],
    ...['--block-size', '1M', '--queue-capacity', '5', '--retries', '9', '--exclude', '*.tmp', '--max-size', '4K'],
    ...['--verify', '--inplace', '--links', 'skip'],
  ],
  options: {
    bwlimit: 20 * 1024 * 1024,
    checksum: 'md5',
    deleteExtras: true,
    maxDelete: { kind: 'files', files: 7 },
    rescan: true,
    blockSizeBytes: 1024 * 1024,
    queueCapacity: 5,
    retries: 9,
    verify: true,
    links: 'skip',
    inplace: true,
    streams: 'auto',
    flatten: false,
    rename: [],
    selection: { rules: [{ kind: 'exclude', pattern: '*.tmp' }], maxSizeBytes: 4096 },
  },
} as const;

const renaming = ['--flatten', '--rename', 's/a/b/', '--rename', 's/(b)/\\1/g'];

test('every flag of sync is one of hub --from, and asks for the same', () => {
  expect(syncOptions(everyFlag.argv)).toEqual(everyFlag.options);
  expect(hubOptions(everyFlag.argv)).toEqual(everyFlag.options);
  expect(hubOptions(renaming)).toEqual({
    ...defaultTransferOptions,
    flatten: true,
    rename: [
      { match: 'a', to: 'b', isGlobal: false, ignoresCase: false },
      { match: '(b)', to: '$1', isGlobal: true, ignoresCase: false },
    ],
  });
  expect(syncOptions(renaming)).toEqual(hubOptions(renaming));
  expect(hubOptions(['--streams', '3'])).toEqual({ ...defaultTransferOptions, streams: 3 });
  expect(Object.keys(everyFlag.options)).toEqual(expect.arrayContaining(Object.keys(defaultTransferOptions)));
});

test('a flag of a transfer may come from the environment', () => {
  const env = { LONGHAUL_MAX_DELETE: '10%', LONGHAUL_RETRIES: '0' };
  expect(hubOptions([], env)).toMatchObject({ maxDelete: { kind: 'share', share: 0.1 }, retries: 0 });
});

test.each([
  { argv: ['--verify', '--checksum', 'none'], says: '--verify compares checksums' },
  { argv: ['--inplace', '--partial-dir', '.partial'], says: '--inplace has no unfinished files' },
  { argv: ['--flatten', '--delete-extras'], says: 'leave out --delete-extras, or --flatten and --rename' },
  { argv: ['--rename', 's/a/b/', '--inplace'], says: 'leave out --inplace, or --flatten and --rename' },
  { argv: ['--rename', 'a=>b'], says: "--rename: 'a=>b' is no rule; write s/EXPRESSION/REPLACEMENT/" },
  { argv: ['--min-size', '5M', '--max-size', '1M'], says: '--min-size is above --max-size' },
  { argv: ['--max-age', '1h', '--min-age', '2h'], says: '--min-age is above --max-age' },
  { argv: ['--queue-capacity', '1.5'], says: "--queue-capacity: '1.5' is not a whole number" },
  { argv: ['--retries', '-1'], says: '--retries=N' },
  { argv: ['--retries=-1'], says: "--retries: '-1' is too small; the least is 0" },
  { argv: ['--partial-dir', 'a/b'], says: "--partial-dir: 'a/b' is not possible: write a name such as .partial" },
  { argv: ['--partial-dir', '..'], says: 'an absolute path' },
  { argv: ['--partial-dir', '/a/../b'], says: 'an absolute path' },
])('$argv is wrong usage', ({ argv, says }) => {
  const wrong = expect.objectContaining({ code: 'usage', message: expect.stringContaining(says) });
  expect(() => syncOptions(argv)).toThrow(wrong);
  expect(() => hubOptions(argv)).toThrow(wrong);
});

test('a folder for unfinished files is a name or a path', () => {
  expect(hubOptions(['--partial-dir', '.partial'])).toMatchObject({ partialDir: '.partial' });
  expect(syncOptions([], { LONGHAUL_PARTIAL_DIR: '/srv/tmp' })).toMatchObject({ partialDir: '/srv/tmp' });
});
