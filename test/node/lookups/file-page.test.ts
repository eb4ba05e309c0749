import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { filePage } from '../../../node/lookups/file-page.ts';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { pathName } from '../../../src/model/path-name.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

const odd = Buffer.from([0x61, 0x2f, 0xff]);

/** Three files: one synced, one given up, one pending; read while the writing side still has the backlog open. */
function withBacklog(look: (backlogFile: string) => void): void {
  using folder = temporaryFolder();
  const file = folder.at('backlog.db');
  using backlog = Backlog.open({ file, sourceRoot: Buffer.from('/srv/ä'), destinationRoot: Buffer.from('/b') });
  for (const path of [Buffer.from('done'), Buffer.from('bad'), odd]) {
    const times = { mtimeNs: 1n, ctimeNs: 1n, birthtimeNs: 1n };
    backlog.addScanned({ path, kind: 'file', size: 5, ...times, mode: 0o644, uid: 0, gid: 0, isSame: false }, 1);
  }
  const [done, bad] = backlog.lease({ after: 0, limit: 10, run: 1 });
  backlog.markSynced(done?.id ?? 0, { size: 5, mtimeNs: 1n, hash: 'abc', hashName: 'blake3' });
  backlog.markFailed(bad?.id ?? 0, { error: 'permission-denied: cannot open bad: no', run: 1 });
  backlog.commit();
  look(file);
}

describe('the files of a transfer', () => {
  it('are shown with what has become of each, relative to the source', () => {
    withBacklog((backlogFile) => {
      expect(filePage({ kind: 'files', backlogFile, status: undefined, offset: 0, limit: 10 })).toEqual({
        total: 3,
        files: [
          { path: 'done', sizeBytes: 5, status: 'synced', hash: 'abc' },
          { path: 'bad', sizeBytes: 5, status: 'failed', error: { code: 'permission-denied', message: 'cannot open bad: no' } },
          { path: pathName(odd), sizeBytes: 5, status: 'pending' },
        ],
      });
    });
  });

  it.each([
    ['synced', 'done'],
    ['failed', 'bad'],
    ['pending', pathName(odd)],
  ] as const)('that are %s are counted and shown alone', (status, path) => {
    withBacklog((backlogFile) => {
      expect(filePage({ kind: 'files', backlogFile, status, offset: 0, limit: 10 })).toMatchObject({ total: 1, files: [{ path, status }] });
    });
  });

  it('come in pages', () => {
    withBacklog((backlogFile) => {
      const page = filePage({ kind: 'files', backlogFile, status: undefined, offset: 1, limit: 1 });
      expect(page).toMatchObject({ total: 3, files: [{ path: 'bad' }] });
    });
  });
});
