import { expect, test } from 'vitest';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { EntryFilter } from '../../../src/engine/scan/entry-filter.ts';
import { namesOf } from '../../../src/engine/scan/listing.ts';
import { walkTree } from '../../../src/engine/scan/tree-walk.ts';
import { Selection } from '../../../src/model/selection.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree } from '../tree.ts';

async function walk(path: string, isListed: boolean) {
  using root = RootDirectory.open({ path, make: false });
  const selection = Selection.parse({ rules: [{ kind: 'exclude', pattern: 'closed/' }] });
  const filter = { entries: new EntryFilter(selection, 0), isListed };
  const paces = { opening: new CallPace(), looking: new CallPace() };
  const options = { root, onlyName: undefined, withDetails: false, filter, onTemporary: () => false, paces };
  return await Array.fromAsync(walkTree(options), (listing) => ({
    folder: Buffer.from(listing.folder).toString(),
    names: namesOf(listing).map(String),
    omitted: listing.omitted,
  }));
}

test('an excluded folder is not opened, and at a destination it is listed all the same', async () => {
  using place = temporaryFolder();
  makeTree(place.path, { a: '', 'closed/x': '', 'open/closed/y': '', 'open/z': '' });
  expect(await walk(place.path, false)).toEqual([
    { folder: '', names: ['a', 'open'], omitted: 1 },
    { folder: 'open', names: ['z'], omitted: 1 },
  ]);
  expect(await walk(place.path, true)).toEqual([
    { folder: '', names: ['a', 'closed', 'open'], omitted: 0 },
    { folder: 'open', names: ['closed', 'z'], omitted: 0 },
  ]);
});
