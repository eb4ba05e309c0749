import { expect, test } from 'vitest';
import { EntryFilter } from '../../../src/engine/scan/entry-filter.ts';
import { Selection } from '../../../src/model/selection.ts';

const nowMs = 1_700_000_000_000;

/** `+ pattern` and `- pattern`. */
function filterOf(rules: readonly string[], bounds: Partial<Selection> = {}): EntryFilter {
  const parsed = rules.map((rule) => ({
    kind: rule.startsWith('+') ? ('include' as const) : ('exclude' as const),
    pattern: rule.slice(2),
  }));
  return new EntryFilter(Selection.parse({ rules: parsed, ...bounds }), nowMs);
}

/** Which of the paths belong to the transfer; one that ends in `/` is a folder. */
function kept(filter: EntryFilter, paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const kind = path.endsWith('/') ? 'folder' : 'file';
    return !filter.omits(Buffer.from(path.replace(/\/$/, '')), { kind, size: 5, mtimeNs: 0n });
  });
}

test('the first rule that matches decides', () => {
  const paths = ['secret.c', 'a.c', 'a.h', 'x/secret.c'];
  expect(kept(filterOf(['- secret.c', '+ *.c', '- *']), paths)).toEqual(['a.c']);
  expect(kept(filterOf(['+ *.c', '- secret.c', '- *']), paths)).toEqual(['secret.c', 'a.c', 'x/secret.c']);
});

test('what no rule matches belongs to it, unless there are only includes', () => {
  expect(kept(filterOf(['- *.tmp']), ['a', 'b.tmp'])).toEqual(['a']);
  expect(kept(filterOf(['+ *.mp4']), ['a', 'b.mp4', 'x/c.mp4'])).toEqual(['b.mp4', 'x/c.mp4']);
  expect(kept(filterOf(['+ a', '- *.tmp']), ['a', 'b', 'b.tmp'])).toEqual(['a', 'b']);
});

test('a folder that is excluded takes everything below with it, and is not opened', () => {
  const filter = filterOf(['- node_modules/', '- /tmp']);
  const paths = [
    'node_modules/',
    'a/node_modules/',
    'a/node_modules/x/y',
    'tmp/',
    'tmp/x',
    'a/tmp/',
    'a/tmp/x',
    'node_modules',
  ];
  expect(kept(filter, paths)).toEqual(['a/tmp/', 'a/tmp/x', 'node_modules']);
});

test('a folder is opened in spite of an exclude when an earlier include can match in it', () => {
  expect(kept(filterOf(['+ *.mp4', '- *']), ['x/', 'x/a.mp4', 'x/b.txt'])).toEqual(['x/', 'x/a.mp4']);
  expect(kept(filterOf(['+ /photos/', '- *']), ['photos/', 'photos/x/y', 'videos/', 'videos/x'])).toEqual([
    'photos/',
    'photos/x/y',
  ]);
  expect(kept(filterOf(['- node_modules', '+ *.js']), ['node_modules/', 'node_modules/a.js'])).toEqual([]);
});

test('bounds of size and age concern files and include their ends', () => {
  const old = BigInt(nowMs - 3_600_000) * 1_000_000n;
  const path = Buffer.from('a');
  const file = { kind: 'file', size: 5, mtimeNs: old } as const;
  expect(filterOf([], { minSizeBytes: 5, maxSizeBytes: 5 }).omits(path, file)).toBe(false);
  expect(filterOf([], { minSizeBytes: 6 }).omits(path, file)).toBe(true);
  expect(filterOf([], { maxSizeBytes: 4 }).omits(path, file)).toBe(true);
  expect(filterOf([], { minAgeSeconds: 3600, maxAgeSeconds: 3600 }).omits(path, file)).toBe(false);
  expect(filterOf([], { minAgeSeconds: 3601 }).omits(path, file)).toBe(true);
  expect(filterOf([], { maxAgeSeconds: 3599 }).omits(path, file)).toBe(true);
  expect(filterOf([], { minSizeBytes: 6, maxAgeSeconds: 1 }).omits(path, { ...file, kind: 'folder' })).toBe(false);
});

test('what has not settled is left out where its last change is known: at the source', () => {
  const path = Buffer.from('a');
  const file = { kind: 'file', size: 5, mtimeNs: 0n } as const;
  const justNow = BigInt(nowMs - 4999) * 1_000_000n;
  const filter = filterOf([], { settleSeconds: 5 });
  expect(filter.omits(path, { ...file, ctimeNs: justNow })).toBe(true);
  expect(filter.omits(path, { ...file, ctimeNs: justNow - 1_000_000n })).toBe(false);
  expect(filter.omits(path, file)).toBe(false);
  expect(filter.omits(path, { ...file, kind: 'folder', ctimeNs: justNow })).toBe(false);
});
