/** Which entries of a folder a browser is given, in which order. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootLooks } from '../../../node/health/root-look.ts';
import { LookupDesk } from '../../../node/lookups/lookup-desk.ts';
import { Lookups } from '../../../node/lookups/lookups.ts';
import { openRoots } from '../../../node/roots.ts';
import type { FolderWish } from '../../../src/model/folder-listing.ts';
import { nameFilter } from '../../../src/model/name-filter.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';

function open(folder: TemporaryFolder) {
  const roots = openRoots([{ path: folder.path, isReadOnly: false }]);
  const desk = new LookupDesk({ timeoutMs: 10_000 });
  const lookups = new Lookups({ roots, lookAtRoots: rootLooks(roots.list), desk });
  const { signal } = new AbortController();
  return {
    browse: (wish: Partial<FolderWish> = {}) =>
      lookups.browse({ path: folder.path, offset: 0, limit: 100, ...wish }, signal),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

function fill(folder: TemporaryFolder): void {
  for (const [name, mtime] of [
    ['new', 3000],
    ['old', 1000],
  ] as const) {
    mkdirSync(folder.at(name));
    utimesSync(folder.at(name), mtime, mtime);
  }
  for (const [name, size, mtime] of [
    ['a.mov', 30, 2000],
    ['B.MOV', 10, 3000],
    ['Übung.txt', 20, 1000],
  ] as const) {
    writeFileSync(folder.at(name), 'x'.repeat(size));
    utimesSync(folder.at(name), mtime, mtime);
  }
}

describe('a folder in another order', () => {
  it.each([
    { wish: {}, names: 'new old B.MOV a.mov Übung.txt', note: 'by name' },
    { wish: { isReversed: true }, names: 'old new Übung.txt a.mov B.MOV', note: 'by name, turned round' },
    { wish: { order: 'size' }, names: 'new old B.MOV Übung.txt a.mov', note: 'by size: folders have none and stay' },
    { wish: { order: 'size', isReversed: true }, names: 'new old a.mov Übung.txt B.MOV', note: 'the greatest first' },
    { wish: { order: 'modified' }, names: 'old new Übung.txt a.mov B.MOV', note: 'by time' },
    { wish: { order: 'modified', isReversed: true }, names: 'new old B.MOV a.mov Übung.txt', note: 'the latest first' },
  ] as const)('has folders first: $note', async ({ wish, names }) => {
    using folder = temporaryFolder();
    fill(folder);
    await using node = open(folder);
    const page = await node.browse(wish);
    expect(page.entries.map(({ name }) => name).join(' ')).toBe(names);
    expect(page).toMatchObject({ look: wish, total: 5, unfiltered: 5 });
  });

  it('counts what the filter leaves, and turns pages of that', async () => {
    using folder = temporaryFolder();
    fill(folder);
    await using node = open(folder);
    const page = await node.browse({ filter: 'mov', order: 'size', limit: 1, offset: 1 });
    expect(page).toMatchObject({ total: 2, unfiltered: 5, entries: [{ name: 'a.mov' }] });
    expect((await node.browse({ filter: 'über' })).total).toBe(0);
    expect((await node.browse({ filter: 'übung' })).entries).toMatchObject([{ name: 'Übung.txt' }]);
  });

  it('is read anew when it has changed, also for who would be content with less', async () => {
    using folder = temporaryFolder();
    fill(folder);
    await using node = open(folder);
    expect((await node.browse({ filter: 'mov' })).total).toBe(2);
    writeFileSync(folder.at('c.mov'), '');
    utimesSync(folder.path, 5000, 5000);
    expect((await node.browse({ filter: 'mov', isRecentEnough: true })).total).toBe(3);
  });

  it('filters and sorts the roots of a node as well', async () => {
    using folder = temporaryFolder();
    await using node = open(folder);
    expect(await node.browse({ path: '/', filter: 'no-such-root' } as never)).toMatchObject({
      total: 0,
      unfiltered: 1,
    });
  });
});

describe('a filter of names', () => {
  it.each([
    ['reel.mov', 'reel', true],
    ['reel.mov', 'mov ree', true],
    ['reel.mov', '!mov', false],
    ['reel.mov', '*.mov', true],
    ['reel.mov.part', '*.mov', false],
    ['reel.mov', '*.MOV !*4*', true],
    ['reel_0417.mov', '*.MOV !*4*', false],
    ['a.b', '?.?', true],
    ['aab', '*ab', true],
    ['ab', 'a*b*', true],
    ['', '*', true],
    ['abc', '!', true],
  ])('%s against %s is %s', (name, filter, matches) => {
    expect(nameFilter(filter)(name)).toBe(matches);
  });

  it('agrees with a regular expression on wildcards', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        letters.filter((text) => /[*?]/.test(text)),
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }),
        (pattern, name) => {
          const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
          expect(nameFilter(pattern)(name)).toBe(expected);
        },
      ),
    );
  });
});
