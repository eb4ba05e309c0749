/** What is removed of the history, over a real database with a clock that the test sets. */
import { expect, test } from 'vitest';
import { History, mostRows } from '../../../hub/history/history.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { openLog } from '../../../src/runtime/log.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';

const day = 24 * 3600_000;
const templates = [
  { name: 'one', from: 'fs1:/in', to: 'fs2:/in' },
  { name: 'both', from: 'fs1:/in', to: ['fs2:/in', 'fs3:/in'] },
];

function opened() {
  const folder = temporaryFolder();
  const time = { now: Date.parse('2026-01-01T00:00:00Z') };
  const hub = openHubParts(folder.path, time);
  hub.declare({ templates });
  let isSteady = true;
  /** Of all that a turn changed. */
  const turns: number[] = [];
  const changes = hub.database.prepare<[], number>('select total_changes()').pluck();
  let before = 0;
  const note = (): void => {
    const now = changes.get() ?? 0;
    turns.push(now - before);
    before = now;
  };
  const stop = new AbortController();
  const sleep = async (_ms: number, signal: AbortSignal): Promise<void> => {
    note();
    signal.throwIfAborted();
  };
  const history = new History({
    database: hub.database,
    audit: hub.audit,
    keepMs: 400 * day,
    steady: { isSteady: () => isSteady },
    clock: { now: () => time.now, sleep },
    log: openLog({ name: 'test', level: 'silent' }),
  });
  return {
    ...hub,
    time,
    turns,
    stop,
    setSteady: (steady: boolean) => {
      isSteady = steady;
    },
    sweep: async () => {
      turns.length = 0;
      before = changes.get() ?? 0;
      return await history.sweep(stop.signal);
    },
    start: (template = 'one') => hub.starts.forPerson({ template, set: {} }, ana) as [Transfer],
    /** And chains and notifications have seen to it. */
    finish: (...transfers: Transfer[]) => {
      for (const transfer of transfers) hub.end(transfer, { kind: 'complete', failedFiles: 1 });
      hub.step();
      hub.notices.step();
    },
    ids: () => hub.started().map(({ id }) => id),
    [Symbol.dispose]: () => {
      hub[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

test('what ended longer ago than is kept is removed with its failures, and the audit trail says so and keeps all', async () => {
  using hub = opened();
  const [old] = hub.start();
  hub.finish(old);
  hub.database.exec(`insert into failures (transfer, at, path, code, message) values (1, 1, 'a', 'x', 'y')`);
  hub.database.exec(`insert into findings (transfer, path, code, message) values (1, 'a', 'x', 'y')`);
  const [running] = hub.start();
  hub.time.now += 200 * day;
  const [young] = hub.start();
  hub.finish(young);
  const lines = hub.audit.page({ offset: 0, limit: 1 }).total;
  expect(await hub.sweep()).toBe(0);
  hub.time.now += 200 * day + 1;
  expect(await hub.sweep()).toBe(1);
  expect(hub.ids()).toEqual([running.id, young.id]);
  for (const table of ['failures', 'findings'])
    expect(hub.database.prepare(`select count(*) from ${table}`).pluck().get()).toBe(0);
  expect(hub.audited('history.remove')).toEqual(['hub: 1 transfers that ended before 2026-01-01T00:00:00.001Z']);
  expect(hub.audit.page({ offset: 0, limit: 1 }).total).toBe(lines + 1);
  expect(hub.start()[0].id).toBe('T-4');
});

test('an end that chains or notifications have not seen to stays, and so does a fan-out with a younger part', async () => {
  using hub = opened();
  const [unseen] = hub.start();
  hub.end(unseen);
  const [first, second] = hub.start('both') as [Transfer] as unknown as [Transfer, Transfer];
  hub.end(first);
  hub.time.now += 300 * day;
  hub.end(second);
  hub.time.now += 300 * day;
  hub.database.prepare('update transfers set notified_at = 1, followed_at = 1 where fan_out is not null').run();
  expect(await hub.sweep()).toBe(0);
  hub.finish();
  hub.time.now += 200 * day;
  expect(await hub.sweep()).toBe(3);
});

test('nothing is removed while the clock may be wrong', async () => {
  using hub = opened();
  hub.finish(...hub.start());
  hub.time.now += 4000 * day;
  hub.setSteady(false);
  expect(await hub.sweep()).toBe(0);
  hub.setSteady(true);
  expect(await hub.sweep()).toBe(1);
});

test('many rows are removed in small turns, between which others have theirs, and a stop ends it after any of them', async () => {
  const count = 10 * mostRows;
  using hub = opened();
  hub.finish(...hub.start());
  const many = `with recursive counted (n) as (select 1 union all select n + 1 from counted where n < ${count})`;
  hub.database.exec(`${many} insert into transfers (name, source_node, source_path, destination_node, destination_path,
    options, state, created_by, created_at, ended_at, notified_at, followed_at)
    select name, source_node, source_path, destination_node, destination_path, options, state, created_by, created_at, ended_at, 1, 1
    from counted, transfers`);
  hub.database.exec(
    `${many} insert into failures (transfer, at, path, code, message) select 1, 1, n, 'x', 'y' from counted`,
  );
  hub.time.now += 401 * day;
  expect(await hub.sweep()).toBe(count + 1);
  expect(hub.turns.length).toBeGreaterThanOrEqual((2 * count) / mostRows);
  expect(Math.max(...hub.turns)).toBeLessThanOrEqual(mostRows);

  for (let started = 0; started <= mostRows; started += 1) hub.finish(...hub.start());
  hub.time.now += 401 * day;
  hub.stop.abort(new Fault('interrupted', 'the hub stops'));
  // Each with the two steps that it went through.
  expect(await hub.sweep()).toBe(Math.floor(mostRows / 3));
  expect(hub.turns).toHaveLength(1);
});
