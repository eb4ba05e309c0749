/** What was said to alerts, over a real database and with fleets that a test sets. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AlertBook } from '../../hub/alerts/alert-book.ts';
import { AnswerStore } from '../../hub/alerts/answer-store.ts';
import type { AlertSources } from '../../hub/alerts/find-alerts.ts';
import { AuditLog } from '../../hub/audit/audit-log.ts';
import { openHubDatabase } from '../../hub/store/schema.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Role, User } from '../../src/model/principal.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 21, 14);
const someone = (role: Role): User => ({ kind: 'user', name: 'ana', role });
const ana = someone('operator');

const quiet: AlertSources = { nodes: [], failures: [], active: [], triggers: [], members: { users: [], nodes: [] } };
const down = (since: number): AlertSources => ({
  ...quiet,
  nodes: [{ name: 'fs1', presence: 'offline', since }],
});
const disk = (freeBytes: number | undefined): AlertSources => ({
  ...quiet,
  nodes: [
    {
      name: 'fs1',
      presence: 'online',
      since: start,
      health: {
        roots: [{ path: '/data', isReadOnly: false, totalBytes: 100, ...(freeBytes !== undefined && { freeBytes }) }],
        cpu: 0,
        memoryUsedBytes: 1,
        memoryTotalBytes: 2,
        at: start,
      },
    },
  ],
});

/** Opened on the same folder again it is a hub that was started again. */
function openBook(folder: string, time: { now: number; elapsed: number; sources: AlertSources }) {
  const database = openHubDatabase(join(folder, 'hub.db'));
  const clock = { ...systemClock, now: () => time.now };
  const audit = new AuditLog(database, clock);
  const elapsed = (): number => time.elapsed;
  const answers = new AnswerStore(database);
  const book = new AlertBook({ database, answers, audit, look: () => time.sources, clock, elapsed });
  return {
    book,
    audit,
    /** A while later. */
    shown: (sources: AlertSources, user = ana): readonly Alert[] => {
      time.sources = sources;
      time.elapsed += 2 * 60_000;
      return book.list(user).alerts;
    },
    [Symbol.dispose]: () => void database.close(),
  };
}

test('an acknowledged alert stays so over a restart of the hub, while its nodes come back, and is open when it comes again', async () => {
  await using folder = await tempFolder();
  const time = { now: start, elapsed: 0, sources: quiet };
  const id = 'node/fs1/DOWN';
  {
    using before = openBook(folder.path, time);
    expect(before.shown(down(start))).toMatchObject([{ id, isCritical: true, at: start }]);
    before.book.answer({ alert: id, wish: { kind: 'acknowledge' } }, ana);
    expect(before.book.list(ana)).toMatchObject({ total: 1, open: 0, critical: 0 });
    expect(before.audit.page({ offset: 0, limit: 10 }).entries).toMatchObject([
      { who: 'user:ana', action: 'alert.acknowledge', object: id, detail: 'no heartbeat' },
    ]);
  }
  using after = openBook(folder.path, time);
  // It has only just begun: a node that is not there yet is not away.
  time.sources = down(start);
  expect(after.book.list(ana).alerts).toEqual([]);
  expect(after.shown(down(start))).toMatchObject([{ id, answer: { kind: 'acknowledged', by: 'user:ana' } }]);
  expect(after.shown(down(start + hourMs))[0]).not.toHaveProperty('answer');
});

test('an answer ends when the alert is worse, and when it was gone in between', async () => {
  await using folder = await tempFolder();
  using opened = openBook(folder.path, { now: start, elapsed: 0, sources: quiet });
  opened.shown(disk(1));
  opened.book.answer({ alert: 'node/fs1/full', wish: { kind: 'acknowledge' } }, ana);
  expect(opened.shown(disk(2))).toMatchObject([{ answer: { kind: 'acknowledged' } }]);
  opened.shown(disk(50));
  expect(opened.shown(disk(1))[0]).not.toHaveProperty('answer');

  const failed = (state: 'failed' | 'completed-with-errors'): AlertSources => {
    const reason = { code: 'disk-full', message: 'no room' } as const;
    const ended = state === 'failed' ? ({ kind: state, reason } as const) : ({ kind: state, failedFiles: 3 } as const);
    return { ...quiet, failures: [{ id: transferId(7), name: 'reel', state: ended, endedAt: start }] };
  };
  opened.shown(failed('completed-with-errors'));
  opened.book.answer({ alert: 'transfer/T-7/ended', wish: { kind: 'acknowledge' } }, ana);
  expect(opened.shown(failed('failed'))[0]).not.toHaveProperty('answer');
});

test('what was said of the disk of a node holds while nobody can look at it', async () => {
  await using folder = await tempFolder();
  using opened = openBook(folder.path, { now: start, elapsed: 0, sources: quiet });
  opened.shown(disk(1));
  opened.book.answer({ alert: 'node/fs1/full', wish: { kind: 'acknowledge' } }, ana);
  expect(opened.shown(down(start)).map(({ id }) => id)).toEqual(['node/fs1/DOWN']);
  expect(opened.shown(disk(1))).toMatchObject([{ answer: { kind: 'acknowledged' } }]);
});

test('a snoozed alert is open again after its time, or once it says something else', async () => {
  await using folder = await tempFolder();
  const time = { now: start, elapsed: 0, sources: quiet };
  using opened = openBook(folder.path, time);
  const waits = (attempt: number): AlertSources => {
    const reason = { code: 'disk-full', message: 'no room' } as const;
    const state = { kind: 'waiting', attempt, nextAttemptAt: start, reason } as const;
    return { ...quiet, active: [{ id: transferId(7), name: 'reel', state }] };
  };
  const alert = 'transfer/T-7/waits';
  opened.shown(waits(3));
  opened.book.answer({ alert, wish: { kind: 'snooze', forMs: hourMs } }, ana);
  expect(opened.shown(waits(4))).toMatchObject([{ answer: { kind: 'snoozed', until: start + hourMs } }]);
  time.now += hourMs;
  expect(opened.shown(waits(4))[0]).not.toHaveProperty('answer');

  opened.book.answer({ alert, wish: { kind: 'snooze' } }, ana);
  expect(opened.shown(waits(4))[0]).toHaveProperty('answer');
  expect(opened.shown(waits(5))[0]).not.toHaveProperty('answer');
});

test('certificates are for admins: others neither see nor answer them', async () => {
  await using folder = await tempFolder();
  using opened = openBook(folder.path, { now: start, elapsed: 0, sources: quiet });
  const member = { name: 'fs1', joinedAt: 0, expiresAt: start + hourMs };
  const sources = { ...quiet, members: { users: [], nodes: [member] } };
  const text = 'its certificate ends 2026-11-21 15:00Z';
  expect(opened.shown(sources, someone('admin'))).toMatchObject([{ id: 'member/nodes/fs1', text }]);
  expect(opened.shown(sources)).toEqual([]);
  const wish = { kind: 'acknowledge' } as const;
  expect(() => opened.book.answer({ alert: 'member/nodes/fs1', wish }, ana)).toThrow('there is no alert');
});

test('a hub tells its consoles of a transfer that failed, and what one of them says to it is told to all', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { admin } = fleet;
  const { id } = await admin.request('start-transfer', {
    source: { node: 'fs1', path: '/a' },
    destination: { node: 'fs2', path: '/b' },
    options: defaultTransferOptions,
  });
  await admin.request('revoke', { kind: 'node', name: 'fs1' });
  const alert = `transfer/${id}/ended`;
  expect((await admin.request('list-alerts', {})).alerts).toMatchObject([{ id: alert, isCritical: true }]);
  await admin.request('answer-alert', { alert, wish: { kind: 'acknowledge' } });
  expect(await admin.request('list-alerts', {})).toMatchObject({
    alerts: [{ id: alert, answer: { kind: 'acknowledged', by: 'user:admin' } }],
    open: 0,
  });
  await expect(
    admin.request('answer-alert', { alert: 'node/none/DOWN', wish: { kind: 'reopen' } }),
  ).rejects.toMatchObject({ code: 'name-unknown' });
});
