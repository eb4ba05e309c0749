/** Symbolic links: never followed; kept as links, or left out at both sides. */
import { symlinkSync, unlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { auditLines, run, start } from './run.ts';

const skip = { links: 'skip' } as const;
const mirror = { deleteExtras: true, maxDelete: { kind: 'share', share: 1 } } as const;

test('links that lead around in a circle, out of the source or nowhere are copied as what they say, once', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    'a/b/up': { link: '../..' },
    'a/itself': { link: 'itself' },
    'a/there': { link: 'back' },
    'a/back': { link: 'there' },
    'a/here': { link: '.' },
    'a/root': { link: '/' },
    'a/outside': { link: '../../secret' },
    'a/nowhere': { link: 'no/such/file' },
    'a/absolute': { link: place.at('source') },
    'a/file': 'text',
  });
  makeTree(place.at('secret'), { key: 'secret' });
  expect(await run(place)).toMatchObject({ copied: { files: 10 }, failed: { files: 0 }, leftOut: { links: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  expect(await run(place)).toMatchObject({ copied: { files: 0 }, skipped: { files: 10 } });
});

test('a mirror removes a link that the source has not, and nothing that it leads to', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { file: 'text' });
  makeTree(place.at('outside'), { precious: 'x' });
  makeTree(place.at('destination'), { way: { link: '../outside' }, file: 'text' });
  expect(await run(place, mirror)).toMatchObject({ deleted: { files: 1 }, failed: { files: 0 } });
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['file']);
  expect(Object.keys(readTree(place.at('outside')))).toEqual(['precious']);
});

test('links that are to be left out are neither copied nor removed, and each is counted and named', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    'a/link': { link: 'file' },
    'a/file': 'text',
    'b/link': { link: '..' },
    'b/file': '',
  });
  makeTree(place.at('destination'), {
    'theirs': { link: 'elsewhere' },
    'old/link': { link: 'x' },
    'old/file': 'x',
    'b/link': { link: 'of theirs' },
  });
  const summary = await run(place, { ...skip, ...mirror });
  expect(summary).toMatchObject({ copied: { files: 2 }, deleted: { files: 1 }, failed: { files: 0 } });
  expect(summary.leftOut).toEqual({ links: 2, special: 0 });
  const there = readTree(place.at('destination'));
  expect(Object.keys(there)).toEqual(['a', 'a/file', 'b', 'b/file', 'b/link', 'old', 'old/link', 'theirs']);
  expect(there['b/link']?.content).toBe('of theirs');
  const named = auditLines(place).filter(({ error }) => error?.code === 'link-skipped');
  expect(named.map(({ event, source }) => [event, source])).toEqual([
    ['skipped', place.at('source/a/link')],
    ['skipped', place.at('source/b/link')],
  ]);
});

test('a folder at the destination in the place of a link that is left out stays as it is', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { name: { link: 'elsewhere' } });
  makeTree(place.at('destination'), { 'name/inside/file': 'x' });
  expect(await run(place, { ...skip, ...mirror })).toMatchObject({ deleted: { files: 0 }, failed: { files: 0 } });
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['name', 'name/inside', 'name/inside/file']);
});

test('what an earlier run copied is the same before and after, whatever is said of links', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/link': { link: 'file' }, 'a/file': 'text' });
  await run(place);
  expect(await run(place, { ...skip, ...mirror })).toMatchObject({
    skipped: { files: 1 },
    deleted: { files: 0 },
    leftOut: { links: 1 },
  });
  expect(await run(place)).toMatchObject({ copied: { files: 0 }, skipped: { files: 2 }, leftOut: { links: 0 } });
  unlinkSync(place.at('source/a/link'));
  symlinkSync('another', place.at('source/a/link'));
  expect(await run(place, skip)).toMatchObject({ copied: { files: 0 } });
  expect(await run(place)).toMatchObject({ copied: { files: 1 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('a run that was interrupted is not resumed when links are to be treated otherwise', async () => {
  using place = temporaryFolder();
  const link = { link: 'x' } as const;
  makeTree(place.at('source'), { 'big': Buffer.alloc(4 * 1024 * 1024), 'z/link': link });
  const first = start(place, {
    bwlimit: 64 * 1024,
    onEvent: (event) => event.kind === 'phase' && event.phase === 'transferring' && void first[Symbol.asyncDispose](),
  });
  await expect(first.ended).rejects.toMatchObject({ code: 'interrupted' });
  const events: RunEvent[] = [];
  expect(await run(place, { ...skip, onEvent: (event) => events.push(event) })).toMatchObject({
    copied: { files: 1 },
    leftOut: { links: 1 },
  });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'rescanning' }));
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['big', 'z']);
});
