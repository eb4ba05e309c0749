import { expect, test } from 'vitest';
import { decodeListing, encodeListing } from '../../../node/data/link/listing-codec.ts';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { namesOf } from '../../../src/engine/scan/listing.ts';
import { walkTree } from '../../../src/engine/scan/tree-walk.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { makeTree } from '../../engine/tree.ts';

test('a listing crosses between nodes although the folder holds unfinished files, which it leaves out', async () => {
  using place = temporaryFolder();
  const unfinished = temporaryNames('of another transfer')(Buffer.from('b')).toString('latin1').slice(0, -1);
  makeTree(place.path, { [unfinished]: 'half', a: '', b: 'bb' });
  using root = RootDirectory.open({ path: place.path, make: false });
  const listings = walkTree({
    root,
    onlyName: undefined,
    withDetails: false,
    filter: undefined,
    onTemporary: () => false,
    paces: { opening: new CallPace(), looking: new CallPace() },
  });
  const [listing] = await Array.fromAsync(listings);
  if (listing === undefined) throw new Error('the walk found nothing');
  const decoded = decodeListing(encodeListing(7, listing));
  expect(decoded.scan).toBe(7);
  expect(namesOf(decoded.listing).map(String)).toEqual(['a', 'b']);
  expect([...decoded.listing.sizes]).toEqual([0, 2]);
});
