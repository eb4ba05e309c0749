import { expect, test } from 'vitest';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { TouchedFolders } from '../../../src/engine/run/touched-folders.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('the times of a folder are set again when a file in it was moved, and those of all when that were too many', () => {
  using place = temporaryFolder();
  const roots = { sourceRoot: Buffer.from('/a'), destinationRoot: Buffer.from('/b') };
  using backlog = Backlog.open({ file: place.at('backlog.db'), ...roots });
  const settled = { mtimeNs: 1n, atimeNs: 1n, isSettled: true, listingKey: undefined };
  for (const path of ['', 'in', 'other']) backlog.folders.addScanned({ path: Buffer.from(path), ...settled }, 1);
  const unsettled = () => backlog.folders.unsettled(10).map(({ path }) => path.toString());

  const touched = new TouchedFolders();
  touched.note(Buffer.from('in/file'));
  touched.unsettle(backlog.folders);
  expect(unsettled()).toEqual(['in']);

  for (let folder = 0; folder < 10_001; folder += 1) touched.note(Buffer.from(`${folder}/file`));
  touched.unsettle(backlog.folders);
  expect(unsettled()).toEqual(['other', 'in', '']);
});
