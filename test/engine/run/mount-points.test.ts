import { Buffer } from 'node:buffer';
import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MountPoints } from '../../../src/engine/run/mount-points.ts';
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { mayMount, withMounts } from '../../harness/private-mounts.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree } from '../tree.ts';

const listing = (folder: string, isMountPoint: boolean, problem?: Listing['problem']) =>
  ({ folder: Buffer.from(folder), isFirstPart: true, isMountPoint, problem }) as unknown as Listing;

test('a mount point is lost when it is an ordinary folder or gone, and not when nobody could look', () => {
  const points = new MountPoints(['still', 'plain', 'gone', 'closed/in it']);
  points.see(listing('', true));
  points.see(listing('still', true));
  points.see(listing('plain', false));
  points.see(listing('closed', false, { code: 'permission-denied', message: 'no' }));
  expect(points.lost.map(String)).toEqual(['plain', 'gone']);
});

test.runIf(mayMount)(
  'what the destination has of a share below the source stays when the share is not mounted, until --rescan',
  async () => {
    using place = temporaryFolder();
    makeTree(place.at('source'), { a: 'a', b: 'b', c: 'c', d: 'd', 'share/': '' });
    makeTree(place.at('remote'), { x: 'x', 'y/z': 'z' });
    mkdirSync(place.at('destination'));
    const { stdout } = await withMounts(
      `
      mirror() { sync --delete-extras --quiet "$@" source destination 2>&1 || echo "exit $?"; }
      state() { find destination -type f | wc -l; }
      mount --bind remote source/share
      mirror
      umount source/share
      mirror; mirror; state
      mirror --rescan; state`,
      { cwd: place.path },
    );
    const refused = expect.stringMatching(/^failed: nothing is mounted on share any more.*\(source-unmounted\)$/);
    expect(stdout.trimEnd().split('\n')).toEqual([refused, 'exit 1', refused, 'exit 1', '6', '4']);
  },
  120_000,
);
