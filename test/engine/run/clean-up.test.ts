import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { LocalDestination } from '../../../src/engine/endpoint/local-destination.ts';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { auditLines, run, runHere, start } from './run.ts';

test('a mirror loses what the source does not have, folders included, and each deletion is written down', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', 'b/c': 'c', e: 'e', f: 'f' });
  makeTree(place.at('destination'), { extra: '1', 'b/extra': '2', 'gone/deep/er': '3', 'gone/link': { link: '/etc' } });
  expect(await run(place, { deleteExtras: true })).toMatchObject({
    deleted: { files: 4 },
    copied: { files: 4 },
    failed: { files: 0 },
  });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  const deleted = auditLines(place).filter(({ event }) => event === 'deleted');
  expect(deleted.map(({ source }) => source.slice(place.at('source').length))).toEqual(
    expect.arrayContaining(['/extra', '/b/extra', '/gone', '/gone/deep', '/gone/deep/er', '/gone/link']),
  );
});

test('without --delete-extras nothing is removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  makeTree(place.at('destination'), { extra: '1' });
  await run(place);
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a', 'extra']);
});

test('more than --max-delete allows is refused as a whole', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  makeTree(place.at('destination'), { x: '1', y: '2', z: '3' });
  await expect(run(place, { deleteExtras: true })).rejects.toMatchObject({ code: 'too-many-deletions', exitCode: 5 });
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a', 'x', 'y', 'z']);
  await run(place, { deleteExtras: true, maxDelete: { kind: 'files', files: 3 } });
  expect(readdirSync(place.at('destination'))).toEqual(['a']);
});

test('a source that is empty although the backlog knows files of it stops the run with nothing removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  await run(place, { deleteExtras: true });
  const input = { deleteExtras: true, maxDelete: { kind: 'files', files: 100 } } as const;
  mkdirSync(place.at('elsewhere'));
  for (const name of ['a', 'b']) renameSync(place.at('source', name), place.at('elsewhere', name));
  await expect(run(place, input)).rejects.toMatchObject({ code: 'source-empty', exitCode: 5 });
  for (const name of ['a', 'b']) renameSync(place.at('elsewhere', name), place.at('source', name));
  renameSync(place.at('source'), place.at('unmounted'));
  await expect(run(place, input)).rejects.toMatchObject({ code: 'source-missing', exitCode: 5 });
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a', 'b']);
  renameSync(place.at('unmounted'), place.at('source'));
  expect(await run(place, input)).toMatchObject({ skipped: { files: 2 }, deleted: { files: 0 } });
});

test('below a folder of the destination whose name is a file at the source nothing is removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { clash: 'a file', a: 'a', b: 'b' });
  makeTree(place.at('destination'), { 'clash/precious': '1' });
  await run(place, { deleteExtras: true });
  expect(readdirSync(place.at('destination/clash'))).toEqual(['precious']);
});

test('what appears at the source after the scan is not removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  makeTree(place.at('destination'), { late: 'old', extra: 'x' });
  await runHere(place, {
    deleteExtras: true,
    onEvent: (event) => {
      if (event.kind === 'phase' && event.phase === 'cleaning') makeTree(place.at('source'), { late: 'new' });
    },
  });
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a', 'b', 'late']);
  expect(auditLines(place)).toContainEqual(expect.objectContaining({ event: 'kept', source: place.at('source/late') }));
});

test('a source that is swapped for another folder in mid-run stops the clean-up', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  makeTree(place.at('destination'), { extra: 'x' });
  const ended = runHere(place, {
    deleteExtras: true,
    onEvent: (event) => {
      if (event.kind !== 'phase' || event.phase !== 'cleaning') return;
      renameSync(place.at('source'), place.at('unmounted'));
      mkdirSync(place.at('source'));
    },
  });
  await expect(ended).rejects.toMatchObject({ code: 'source-replaced', exitCode: 5 });
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a', 'b', 'extra']);
});

test('below a folder of the source that cannot be listed nothing is removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', 'hidden/x': 'x' });
  await run(place);
  makeTree(place.at('destination'), { 'hidden/kept': '1', gone: '2' });
  // A folder that became a loop of links cannot be opened as one, whoever asks.
  rmSync(place.at('source/hidden'), { recursive: true });
  symlinkSync('hidden', place.at('source/hidden'));
  await run(place, { deleteExtras: true });
  expect(readdirSync(place.at('destination/hidden')).sort()).toEqual(['kept', 'x']);
  expect(readdirSync(place.at('destination'))).not.toContain('gone');
});

test('below a folder of the destination that could not be listed to its end nothing is removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', 'half/x': 'x' });
  makeTree(place.at('destination'), { gone: '1', 'half/y': '2', 'half/below/z': '3', 'only/half/there': '4' });
  const real = LocalDestination.prototype.scan;
  vi.spyOn(LocalDestination.prototype, 'scan').mockImplementationOnce(async function* (
    this: LocalDestination,
    options,
  ) {
    for await (const listing of real.call(this, options)) {
      const isHalf = Buffer.from(listing.folder).toString().endsWith('half');
      yield isHalf ? { ...listing, problem: { code: 'io-error', message: 'the disk is worn out' } } : listing;
    }
  });
  expect(await runHere(place, { deleteExtras: true })).toMatchObject({ deleted: { files: 1 }, failed: { files: 2 } });
  expect(Object.keys(readTree(place.at('destination')))).toEqual(
    expect.arrayContaining(['half/x', 'half/y', 'half/below/z', 'only/half/there']),
  );
});

test('a folder that is not empty any more when its turn comes stays, and its code says why', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  makeTree(place.at('destination'), { 'gone/old': '1' });
  const events: RunEvent[] = [];
  await runHere(place, {
    deleteExtras: true,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === 'phase' && event.phase === 'cleaning') makeTree(place.at('destination'), { 'gone/new': '2' });
    },
  });
  expect(readdirSync(place.at('destination/gone'))).toEqual(['new']);
  expect(events).toContainEqual(
    expect.objectContaining({
      kind: 'file-failed',
      path: 'gone',
      reason: expect.objectContaining({ code: 'not-empty' }),
    }),
  );
});

test('a destination that is moved away while it is cleaned is the one that is cleaned, and not what took its place', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', 'd/c': 'c' });
  makeTree(place.at('destination'), { extra: '1', 'd/extra': '2' });
  await runHere(place, {
    deleteExtras: true,
    onEvent: (event) => {
      if (event.kind !== 'phase' || event.phase !== 'cleaning') return;
      renameSync(place.at('destination'), place.at('moved'));
      makeTree(place.at('destination'), { extra: 'of somebody else', 'd/extra': 'of somebody else' });
    },
  });
  expect(readTree(place.at('moved'))).toEqual(readTree(place.at('source')));
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['d', 'd/extra', 'extra']);
});

test('a folder of the destination that is replaced while it is cleaned is looked at again', async () => {
  using place = temporaryFolder();
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`d/extra ${n}`, 'x']));
  makeTree(place.at('source'), { 'd/c': 'c' });
  makeTree(place.at('destination'), many);
  const real = LocalDestination.prototype.remove;
  vi.spyOn(LocalDestination.prototype, 'remove').mockImplementationOnce(async function (
    this: LocalDestination,
    ...given
  ) {
    const failures = await real.apply(this, given);
    renameSync(place.at('destination/d'), place.at('destination/moved'));
    mkdirSync(place.at('destination/d'));
    return failures;
  });
  await runHere(place, { deleteExtras: true, maxDelete: { kind: 'files', files: 150 } });
  expect(readdirSync(place.at('destination/moved'))).toHaveLength(51);
});

test('a mirror asked for after an interrupted plain run scans first, and removes what is too much', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': Buffer.alloc(3_000_000), b: 'b' });
  makeTree(place.at('destination'), { extra: 'x' });
  const stopped = start(place, {
    bwlimit: 1_000_000,
    onEvent: (event) =>
      event.kind === 'phase' && event.phase === 'transferring' && stopped.stop(new Fault('interrupted', 'enough')),
  });
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
  expect(await run(place, { deleteExtras: true })).toMatchObject({ deleted: { files: 1 } });
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a.bin', 'b']);
});

test('what could not be removed because the destination was lost is still known afterwards', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  makeTree(place.at('destination'), { extra: '1' });
  vi.spyOn(LocalDestination.prototype, 'remove').mockRejectedValueOnce(new Fault('link-lost', 'the peer went away'));
  await expect(runHere(place, { deleteExtras: true })).rejects.toMatchObject({ code: 'link-lost' });
  using backlog = Backlog.open({
    file: place.at('backlog.db'),
    sourceRoot: Buffer.from(place.at('source')),
    destinationRoot: Buffer.from(place.at('destination')),
  });
  expect(backlog.extras.countFiles()).toBe(1);
});
