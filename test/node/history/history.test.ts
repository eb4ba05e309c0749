/** What a node removes of what it keeps, over a real database and real files, with a clock that the test sets. */
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { History } from '../../../node/history/history.ts';
import { backlogFile } from '../../../node/runs/backlog-file.ts';
import { TransferStore } from '../../../node/runs/transfer-store.ts';
import type { TransferOrder } from '../../../src/model/transfer.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import type { TransferState } from '../../../src/model/transfer-state.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { openLog } from '../../../src/runtime/log.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';

const day = 24 * 3600_000;
const began = Date.parse('2026-01-31T23:00:00Z');

function opened(keep: number | 'forever' = 400 * day) {
  const folder = temporaryFolder();
  const database = openNodeDatabase(folder.path);
  const store = new TransferStore(database);
  const time = { now: began };
  const state = { isEmpty: true, isSteady: true };
  const history = new History({
    folder: folder.path,
    database,
    outbox: state,
    keepMs: keep === 'forever' ? undefined : keep,
    steady: { isSteady: () => state.isSteady },
    clock: { ...systemClock, now: () => time.now },
    log: openLog({ name: 'test', level: 'silent' }),
  });
  let last = 0;
  const touch = (file: string, at: number): void => {
    writeFileSync(file, 'x');
    utimesSync(file, at / 1000, at / 1000);
  };
  mkdirSync(folder.at('backlogs'));
  return {
    folder,
    time,
    state,
    sweep: () => history.sweep(),
    known: () => store.latest(1000).map(({ order }) => order.id),
    touch,
    backlogs: () => readdirSync(folder.at('backlogs')).sort(),
    /** One that has left its backlog. */
    add: (path: string, state: TransferState = { kind: 'completed' }, deleteExtras = false): TransferOrder => {
      last += 1;
      const order = {
        id: transferId(last),
        name: path,
        source: { node: 'fs1', path },
        destination: { node: 'fs2', path },
        options: { ...defaultTransferOptions, deleteExtras },
        createdBy: 'user:ana',
        createdAt: time.now,
      };
      store.add(order);
      store.setState(order.id, { state, attempt: 0, at: time.now });
      for (const end of ['', '-wal', '-shm', '.lock']) touch(backlogFile(folder.path, order) + end, time.now);
      return order;
    },
    [Symbol.dispose]: () => {
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

test('transfers that ended long ago go with their backlogs; what runs, waits, is younger or was a mirror stays', async () => {
  using node = opened();
  const old = node.add('/old');
  const again = node.add('/again', { kind: 'failed', reason: { code: 'revoked', message: 'x' } });
  const kept = [node.add('/paused', { kind: 'paused' }), node.add('/mirror', { kind: 'completed' }, true)];
  node.time.now += 300 * day;
  const younger = node.add('/again');
  node.time.now += 100 * day + 1;
  await node.sweep();
  expect(node.known().sort()).toEqual([...kept, younger].map(({ id }) => id).sort());
  expect(existsSync(backlogFile(node.folder.path, old))).toBe(false);
  expect(node.backlogs()).toHaveLength(3 * 4);
  for (const order of [again, ...kept]) expect(existsSync(backlogFile(node.folder.path, order))).toBe(true);
});

test('a backlog that was written since stays, whatever the database says', async () => {
  using node = opened();
  const order = node.add('/old');
  node.time.now += 401 * day;
  node.touch(`${backlogFile(node.folder.path, order)}-wal`, node.time.now);
  await node.sweep();
  expect([node.known(), node.backlogs().length]).toEqual([[], 4]);
});

test('nothing goes while the hub has not heard of every end, or while the clock may be wrong', async () => {
  for (const hold of [{ isEmpty: false }, { isSteady: false }]) {
    using node = opened();
    node.add('/old');
    Object.assign(node.state, hold);
    node.time.now += 4000 * day;
    await node.sweep();
    expect([node.known().length, node.backlogs().length]).toEqual([1, 4]);
  }
});

test('many rows go in several turns', async () => {
  using node = opened();
  for (let count = 0; count < 110; count += 1) node.add('/old');
  node.time.now += 401 * day;
  await node.sweep();
  expect([node.known(), node.backlogs()]).toEqual([[], []]);
});

test('the audit log is put aside when its month is over, is never replaced, and is removed when it is old', async () => {
  using node = opened();
  const line = (at: number): string => `{"time":"${new Date(at).toISOString()}","event":"synced"}\n`;
  const write = (at: number): void => {
    node.touch(node.folder.at('audit.jsonl'), at);
    writeFileSync(node.folder.at('audit.jsonl'), line(at));
    utimesSync(node.folder.at('audit.jsonl'), at / 1000, at / 1000);
  };
  const logs = (): string[] => readdirSync(node.folder.path).filter((name) => name.startsWith('audit'));
  write(began);
  await node.sweep();
  expect(logs()).toEqual(['audit.jsonl']);
  node.time.now += 2 * 3600_000;
  await node.sweep();
  expect(logs()).toEqual(['audit-2026-01.jsonl']);
  expect(readFileSync(node.folder.at('audit-2026-01.jsonl'), 'utf8')).toBe(line(began));
  write(began + 1);
  await node.sweep();
  expect(logs().sort()).toEqual(['audit-2026-01.1.jsonl', 'audit-2026-01.jsonl']);
  write(node.time.now);
  node.time.now += 400 * day;
  await node.sweep();
  expect(logs()).toEqual(['audit-2026-02.jsonl']);
});

test('where everything is kept, months are put aside and nothing is removed', async () => {
  using node = opened('forever');
  node.add('/old');
  node.touch(node.folder.at('audit-2020-01.jsonl'), 0);
  node.time.now += 4000 * day;
  await node.sweep();
  expect([node.known().length, existsSync(node.folder.at('audit-2020-01.jsonl'))]).toEqual([1, true]);
});
