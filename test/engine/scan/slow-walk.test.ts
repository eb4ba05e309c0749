import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { kindAt, namesOf } from '../../../src/engine/scan/listing.ts';
import { walkTree } from '../../../src/engine/scan/tree-walk.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, spreadTimes } from '../tree.ts';

function pace({ isSlow }: { readonly isSlow: boolean }): CallPace {
  const made = new CallPace();
  if (isSlow) for (let look = 0; look < 4; look += 1) made.observe(10, 1000);
  return made;
}

async function walk(path: string, isSlow: boolean) {
  using root = RootDirectory.open({ path, make: false });
  const seen = [];
  const paces = { opening: pace({ isSlow }), looking: pace({ isSlow }) };
  const options = {
    root,
    onlyName: undefined,
    withDetails: true,
    filter: undefined,
    onTemporary: () => false,
  };
  for await (const listing of walkTree({ ...options, paces })) {
    const { folder, problem, folderMtimeNs, isFirstPart, isLastPart, sizes, mtimes, ctimes, modes } = listing;
    seen.push({
      folder: Buffer.from(folder).toString(),
      position: { isFirstPart, isLastPart, folderMtimeNs, problem },
      entries: namesOf(listing).map((name, at) => {
        return [name.toString('latin1'), kindAt(listing, at), sizes[at], mtimes[at], ctimes[at], modes[at]];
      }),
    });
  }
  return seen;
}

test('a walk with many calls in flight yields the same listings in the same order as a blocking one', async () => {
  using place = temporaryFolder();
  const paths = Array.from({ length: 400 }, (_, index) => `d${index % 90}/e${index % 4}/f${index}`);
  makeTree(place.at('tree'), Object.fromEntries(paths.map((path) => [path, path])));
  makeTree(place.at('tree'), { 'empty/': '', 'top\xff': 'bytes', 'a-b': '', 'a/b': '' });
  symlinkSync('nowhere', place.at('tree', 'link'));
  spreadTimes(place.at('tree'));
  const blocking = await walk(place.at('tree'), false);
  expect(blocking.length).toBeGreaterThan(200);
  expect(await walk(place.at('tree'), true)).toEqual(blocking);
});

test('a walk that is left in the midst ends', async () => {
  using place = temporaryFolder();
  makeTree(place.at('tree'), { 'a/x': '', 'b/x': '', 'c/x': '' });
  using root = RootDirectory.open({ path: place.at('tree'), make: false });
  const paces = { opening: pace({ isSlow: true }), looking: pace({ isSlow: true }) };
  const listings = walkTree({
    root,
    onlyName: undefined,
    withDetails: false,
    filter: undefined,
    onTemporary: () => false,
    paces,
  });
  await listings.next();
  await listings.next();
  expect(await listings.return(undefined)).toEqual({ done: true, value: undefined });
});
