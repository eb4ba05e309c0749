import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { filePage } from '../../../node/lookups/file-page.ts';
import { backlogMigrations } from '../../../src/engine/backlog/migrations.ts';
import { pathName } from '../../../src/model/path-text.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

const odd = Buffer.from([0x61, 0x2f, 0xff]);

/** Three files: one synced, one given up, one pending; read while the writing side still has the backlog open. */
function withBacklog(look: (backlogFile: string) => void): void {
  using folder = temporaryFolder();
  const file = folder.at('backlog.db');
  const database = openDatabase({ file, migrations: backlogMigrations });
  const insert = database.prepare(`
    insert into files (source_path, dest_path, created_at, changed_at, modified_at, permissions, size, hash, status, kind,
      last_error, failed_run, scan)
    values (?, 'unused', 1, 1, 1, '0644 0:0', 5, ?, ?, 'file', ?, ?, 1)`);
  insert.run('/srv/ä/done', 'abc', 'synced', null, null);
  insert.run('/srv/ä/bad', null, 'pending', 'permission-denied: cannot open bad: no', 1);
  insert.run(Buffer.concat([Buffer.from('/srv/ä/'), odd]), null, 'pending', null, null);
  database.prepare("update counters set value = 2 where name = 'pendingFiles'").run();
  database.prepare("update counters set value = 1 where name = 'syncedFiles'").run();
  const roots = ['/srv/ä', '/b'].map((root) => Buffer.from(root).toString('latin1'));
  database.prepare("insert into facts values ('roots', ?)").run(JSON.stringify(roots));
  look(file);
  database.close();
}

describe('the files of a transfer', () => {
  it('are shown with what has become of each, relative to the source', () => {
    withBacklog((backlogFile) => {
      expect(filePage({ kind: 'files', backlogFile, status: undefined, offset: 0, limit: 10 })).toEqual({
        total: 3,
        files: [
          { path: 'done', sizeBytes: 5, status: 'synced', hash: 'abc' },
          {
            path: 'bad',
            sizeBytes: 5,
            status: 'failed',
            error: { code: 'permission-denied', message: 'cannot open bad: no' },
          },
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
      expect(filePage({ kind: 'files', backlogFile, status, offset: 0, limit: 10 })).toMatchObject({
        total: 1,
        files: [{ path, status }],
      });
    });
  });

  it('come in pages', () => {
    withBacklog((backlogFile) => {
      const page = filePage({ kind: 'files', backlogFile, status: undefined, offset: 1, limit: 1 });
      expect(page).toMatchObject({ total: 3, files: [{ path: 'bad' }] });
    });
  });
});
