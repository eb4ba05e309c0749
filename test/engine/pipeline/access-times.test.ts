import { lstatSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../run/run.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree } from '../tree.ts';

const paths = ['', 'folder', 'folder/file', 'folder/large', 'empty'];

function times(place: TemporaryFolder, side: string): object {
  return Object.fromEntries(
    paths.map((path) => {
      const { atimeNs, mtimeNs } = lstatSync(place.at(side, path), { bigint: true });
      return [path, { atimeNs, mtimeNs }];
    }),
  );
}

test.each([false, true])(
  'files and folders get the access times of the source, which reading it leaves as they are (--verify: %s)',
  async (verify) => {
    using place = temporaryFolder();
    makeTree(place.at('source'), { 'folder/file': 'x', 'folder/large': Buffer.alloc(2_000_000), 'empty/': '' });
    // Read long before they were written: with relatime too, the next reading would show.
    for (const [at, path] of paths.toReversed().entries())
      utimesSync(place.at('source', path), 1_000_000_000 + at, 1_100_000_000 + at);
    const before = times(place, 'source');
    await run(place, { verify });
    expect(times(place, 'source')).toEqual(before);
    expect(times(place, 'destination')).toEqual(before);
    await run(place, { verify, rescan: true });
    expect(times(place, 'source')).toEqual(before);
    expect(times(place, 'destination')).toEqual(before);
  },
);
