import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AuditLog } from '../../hub/audit/audit-log.ts';
import { chainHash, verifyChain } from '../../hub/audit/chain.ts';
import { openHubDatabase } from '../../hub/store/schema.ts';
import type { AuditWitness } from '../../src/model/audit-anchor.ts';
import { tempFolder } from '../harness/temp-folder.ts';

async function trail(file: string, rows: number) {
  const database = openHubDatabase(file);
  let at = 1000;
  const log = new AuditLog(database, { now: () => (at += 10), sleep: async () => undefined });
  for (let row = 1; row <= rows; row += 1) {
    log.append({ who: 'user:ana', action: 'transfer.start', object: `T-${row}`, result: 'ok', detail: `row ${row}` });
  }
  return { log, [Symbol.dispose]: () => void database.close() };
}

async function verify(log: AuditLog, anchors: AuditWitness['anchors'] = []) {
  const { entries, total } = log.page({ since: undefined, offset: 0, limit: 1000 });
  return await verifyChain(entries, { expectedRows: () => total, anchors });
}

test('a trail that nobody touched is whole', async () => {
  await using folder = await tempFolder();
  using opened = await trail(join(folder.path, 'hub.db'), 5);
  await expect(verify(opened.log)).resolves.toEqual({ kind: 'whole', rows: 5 });
});

test.each([
  {
    note: 'an edited detail',
    sql: "update audit set detail = 'nothing happened' where number = 3",
    number: 3,
    reason: 'changed',
  },
  { note: 'an edited time', sql: 'update audit set at = at + 1 where number = 2', number: 2, reason: 'changed' },
  { note: 'a row taken out of the middle', sql: 'delete from audit where number = 3', number: 3, reason: 'missing' },
  { note: 'the first row taken out', sql: 'delete from audit where number = 1', number: 1, reason: 'missing' },
  { note: 'the last row taken out', sql: 'delete from audit where number = 5', number: 5, reason: 'missing' },
  {
    note: 'a row replaced by a copy of another',
    sql: 'update audit set (who, action, object, result, detail, hash) = (select who, action, object, result, detail, hash from audit where number = 4) where number = 2',
    number: 2,
    reason: 'changed',
  },
])('$note is found at row $number', async ({ sql, number, reason }) => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'hub.db');
  using opened = await trail(file, 5);
  const other = new Database(file);
  other.exec(sql);
  other.close();
  await expect(verify(opened.log)).resolves.toEqual({ kind: 'broken', number, reason });
});

test('a fact of a transaction that is rolled back leaves no row and no hole', async () => {
  await using folder = await tempFolder();
  const database = openHubDatabase(join(folder.path, 'hub.db'));
  const log = new AuditLog(database, { now: () => 1, sleep: async () => undefined });
  const fact = { who: 'hub', action: 'x', object: '', result: 'ok', detail: '' } as const;
  log.append(fact);
  expect(() =>
    database.transaction(() => {
      log.append(fact);
      throw new Error('no');
    })(),
  ).toThrow('no');
  log.append(fact);
  await expect(verify(log)).resolves.toEqual({ kind: 'whole', rows: 2 });
  database.close();
});

test('a page since a time holds what happened from then on, oldest first', async () => {
  await using folder = await tempFolder();
  using opened = await trail(join(folder.path, 'hub.db'), 5);
  const { entries, total } = opened.log.page({ since: 1030, offset: 0, limit: 2 });
  expect(entries.map(({ number }) => number)).toEqual([3, 4]);
  expect(total).toBe(3);
});

test.each([
  { note: 'who did it', query: { who: 'user:bob' }, found: [2] },
  { note: 'the action', query: { action: 'token.use' }, found: [3] },
  { note: 'a family of actions', query: { action: 'transfer.' }, found: [1, 2] },
  { note: 'what it was done to', query: { object: 'T-2' }, found: [2] },
  { note: 'the result', query: { result: 'denied' as const }, found: [3] },
  { note: 'a text in whatever case', query: { text: 'FS9' }, found: [3] },
  { note: 'none of these words, in whatever case', query: { text: 'FS9', without: 'nobody FS9' }, found: [] },
  { note: 'a text with characters that mean something to SQL', query: { text: '%' }, found: [1] },
  { note: 'all of it together', query: { who: 'user:ana', action: 'transfer.', since: 1000 }, found: [1] },
  { note: 'what does not go together', query: { who: 'user:bob', result: 'denied' as const }, found: [] },
])('the trail is searched by $note, and a search counts what it finds', async ({ query, found }) => {
  await using folder = await tempFolder();
  const database = openHubDatabase(join(folder.path, 'hub.db'));
  const log = new AuditLog(database, { now: () => 1000, sleep: async () => undefined });
  log.append({ who: 'user:ana', action: 'transfer.start', object: 'T-1', result: 'ok', detail: '100 % of it' });
  log.append({ who: 'user:bob', action: 'transfer.cancel', object: 'T-2', result: 'ok', detail: '' });
  log.append({ who: 'hub', action: 'token.use', object: 'fs9', result: 'denied', detail: 'token-used' });
  const { entries, total } = log.page({ ...query, offset: 0, limit: 10 });
  expect({ numbers: entries.map(({ number }) => number), total }).toEqual({ numbers: found, total: found.length });
  database.close();
});

test('a row that is put behind the last one is found', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'hub.db');
  using opened = await trail(file, 3);
  const { entries } = opened.log.page({ since: undefined, offset: 2, limit: 1 });
  const [last] = entries;
  if (last === undefined) throw new Error('the trail has three rows');
  const row = { ...last, number: 4 };
  const other = new Database(file);
  other
    .prepare('insert into audit values (:number, :at, :who, :action, :object, :result, :detail, :hash)')
    .run({ ...row, hash: chainHash(last.hash, row) });
  other.close();
  await expect(verify(opened.log)).resolves.toEqual({ kind: 'broken', number: 4, reason: 'inserted' });
});

test.each([
  { note: 'cut at its end', rows: 3, finding: { kind: 'broken', number: 4, reason: 'missing', node: 'fs1' } },
  { note: 'cut and grown again', rows: 6, finding: { kind: 'broken', number: 5, reason: 'not-as-told', node: 'fs1' } },
])(
  'a trail that was $note, every hash and the head made anew, is not the one that a node was told of',
  async ({ rows, finding }) => {
    await using folder = await tempFolder();
    using before = await trail(join(folder.path, 'hub.db'), 5);
    const { head } = before.log;
    if (head === undefined) throw new Error('the trail has rows');
    using forged = await trail(join(folder.path, 'forged.db'), 3);
    for (let row = 4; row <= rows; row += 1)
      forged.log.append({ who: 'user:ana', action: 'look', object: '', result: 'ok', detail: 'nothing happened' });
    await expect(verify(forged.log)).resolves.toEqual({ kind: 'whole', rows });
    await expect(verify(forged.log, [{ ...head, at: 1, node: 'fs1' }])).resolves.toEqual(finding);
    await expect(verify(before.log, [{ ...head, at: 1, node: 'fs1' }])).resolves.toEqual({ kind: 'whole', rows: 5 });
  },
);
