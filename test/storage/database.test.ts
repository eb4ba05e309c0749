import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longhaul-storage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const first = { name: 'first', up: 'create table a (x integer) strict' };
const second = { name: 'second', up: 'alter table a add column y integer not null default 7' };
const file = () => join(folder, 'deep', 'state.db');

describe('openDatabase', () => {
  it('makes the folder and the file and applies every migration once', () => {
    openDatabase({ file: file(), migrations: [first] }).close();
    const database = openDatabase({ file: file(), migrations: [first, second] });
    database.exec('insert into a (x) values (1)');
    expect(database.prepare('select x, y from a').all()).toEqual([{ x: 1, y: 7 }]);
    database.close();
  });

  it('applies a migration once when two open a new file at the same time', () => {
    const database = new Database(join(folder, 'new.db'));
    const other = new Database(join(folder, 'new.db'));
    const pragma = database.pragma.bind(database);
    // The other one comes in between the look and the step.
    vi.spyOn(database, 'pragma').mockImplementationOnce((...asked) => {
      const seen = pragma(...asked);
      migrate(other, [first]);
      return seen;
    });
    migrate(database, [first, second]);
    expect(database.prepare('select x, y from a').all()).toEqual([]);
    database.close();
    other.close();
  });

  it('leaves nothing of a migration that fails half way', () => {
    openDatabase({ file: file(), migrations: [first] }).close();
    const broken = { name: 'broken', up: 'create table b (x integer); create table a (x integer)' };
    expect(() => openDatabase({ file: file(), migrations: [first, broken] })).toThrow(
      expect.objectContaining({ code: 'state-unusable' }),
    );
    const database = openDatabase({ file: file(), migrations: [first, second] });
    expect(database.prepare("select name from sqlite_schema where name = 'b'").all()).toEqual([]);
    database.close();
  });

  it('tells a full disk from a database that cannot be used, because it need not stay so', () => {
    const large = { name: 'large', up: 'pragma max_page_count = 1; create table b (x integer)' };
    expect(() => openDatabase({ file: file(), migrations: [large] })).toThrow(
      expect.objectContaining({ code: 'disk-full', message: expect.stringContaining(file()) }),
    );
  });

  it('refuses a database that a newer program wrote', () => {
    openDatabase({ file: file(), migrations: [first, second] }).close();
    expect(() => openDatabase({ file: file(), migrations: [first] })).toThrow(
      expect.objectContaining({ code: 'state-newer', message: expect.stringContaining(file()) }),
    );
  });

  it('names the file when it is no database', () => {
    const other = join(folder, 'notes.txt');
    writeFileSync(other, 'this is not a database, it is a text that is long enough to look at'.repeat(20));
    expect(() => openDatabase({ file: other, migrations: [first] })).toThrow(`cannot open ${other}`);
  });
});
