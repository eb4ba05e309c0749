import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { run, start } from './run.ts';

/** What an unmounted share looks like: another folder under the same name. */
function replaceSource(place: TemporaryFolder, tree: Record<string, string> = {}): void {
  renameSync(place.at('source'), place.at('unmounted'));
  mkdirSync(place.at('source'));
  makeTree(place.at('source'), tree);
}

async function interrupt(place: TemporaryFolder): Promise<void> {
  const stopped = start(place, {
    bwlimit: 1_000_000,
    onEvent: (event) =>
      event.kind === 'phase' && event.phase === 'transferring' && stopped.stop(new Fault('interrupted', 'enough')),
  });
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
}

test('a mirror of a source that is another folder than at the last scan is refused, until --rescan says that it is meant', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', c: 'c' });
  await run(place, { deleteExtras: true });
  replaceSource(place, { a: 'another', b: 'b', d: 'd' });
  await expect(run(place, { deleteExtras: true })).rejects.toMatchObject({ code: 'source-replaced', exitCode: 5 });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('unmounted')));
  expect(await run(place, { deleteExtras: true, rescan: true })).toMatchObject({ deleted: { files: 1 } });
});

test('a plain copy goes on from a replaced source, and a mirror that follows is refused all the same', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', c: 'c' });
  await run(place);
  replaceSource(place, { a: 'another', b: 'b' });
  expect(await run(place)).toMatchObject({ copied: { files: 2 } });
  await expect(run(place, { deleteExtras: true })).rejects.toMatchObject({ code: 'source-replaced' });
  expect(readdirSync(place.at('destination'))).toEqual(['a', 'b', 'c']);
});

test('an interrupted run whose source was emptied is refused, and forgets nothing of what it still had to copy', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': Buffer.alloc(3_000_000), b: 'b' });
  await interrupt(place);
  const names = readdirSync(place.at('source'));
  mkdirSync(place.at('elsewhere'));
  for (const name of names) renameSync(place.at(`source/${name}`), place.at(`elsewhere/${name}`));
  for (const deleteExtras of [false, true])
    await expect(run(place, { deleteExtras })).rejects.toMatchObject({ code: 'source-empty', exitCode: 5 });
  expect(readFileSync(place.at('audit.jsonl'), 'utf8')).not.toContain('skipped');
  for (const name of names) renameSync(place.at(`elsewhere/${name}`), place.at(`source/${name}`));
  await run(place);
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('an interrupted run does not resume into another source: one that is empty by now is not taken for done', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': Buffer.alloc(3_000_000), b: 'b' });
  await interrupt(place);
  replaceSource(place);
  const events: RunEvent[] = [];
  await expect(run(place, { onEvent: (event) => events.push(event) })).rejects.toMatchObject({ code: 'source-empty' });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'rescanning' }));
  expect(readFileSync(place.at('audit.jsonl'), 'utf8')).not.toContain('skipped');
  rmdirSync(place.at('source'));
  renameSync(place.at('unmounted'), place.at('source'));
  await run(place);
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});
