/** Who is told of which end, over a real database: once, whatever happens to the hub. */
import { expect, test } from 'vitest';
import type { Transfer } from '../../../src/model/transfer.ts';
import type { TransferEvent } from '../../../src/model/transfer-state.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';

const templates = [
  { name: 'dailies', from: 'fs1:/srv/in', to: 'fs2:/srv/in' },
  { name: 'both', from: 'fs1:/srv/in', to: ['fs2:/srv/in', 'fs3:/srv/in'] },
];
const hook = { name: 'ops', webhook: { url: 'https://chat.example/hook', secret: 'hook' } };
const time = { now: Date.parse('2026-11-21T12:00:00Z') };
const withErrors: TransferEvent = { kind: 'complete', failedFiles: 2 };

function opened(notifications: readonly object[] = [hook]) {
  const folder = temporaryFolder();
  const open = () => openHubParts(folder.path, time);
  using hub = open();
  hub.declare({ templates, notifications });
  return { open, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

type Parts = ReturnType<typeof openHubParts>;
const start = (hub: Parts, template = 'dailies') => hub.starts.forPerson({ template, set: {} }, ana) as [Transfer];
const owed = (hub: Parts, name = 'ops') => hub.deliveries.owed(name).count;

test('an end is told of once, also by a hub that was killed before and after it noted whom to tell', () => {
  using world = opened();
  {
    using hub = world.open();
    const [transfer] = start(hub);
    const failures = ['a/b.mov', 'evil\u001b[2J\nname'].map((path) => ({
      number: 0,
      at: 1,
      transfer: transfer.id,
      createdAt: transfer.createdAt,
      fact: {
        kind: 'file-failed' as const,
        path,
        reason: { code: 'permission-denied', message: 'no' },
        isPending: true,
      },
    }));
    hub.ledger.markOrdered(transfer.id);
    hub.ledger.storeReports(
      'fs1',
      failures.map((report, index) => ({ ...report, number: index + 1 })),
    );
    hub.end(transfer, withErrors);
  }
  {
    using hub = world.open();
    hub.notices.step();
    hub.notices.step();
  }
  using hub = world.open();
  hub.notices.step();
  expect(owed(hub)).toBe(1);
  expect(hub.deliveries.first('ops')?.event).toMatchObject({
    event: 'transfer-ended',
    hub: 'hub.example:7400',
    notification: 'ops',
    text: 'completed-with-errors: in (T-1), fs1:/srv/in -> fs2:/srv/in: 2 files failed',
    transfer: {
      id: 'T-1',
      from: 'fs1:/srv/in',
      state: 'completed-with-errors',
      createdBy: 'user:ana',
      startedBy: { template: 'dailies' },
      failedFiles: { total: 2, first: [{ path: 'a/b.mov', code: 'permission-denied' }, {}] },
    },
  });
});

test('each part of a fan-out is told of, and one that is started again is told of again', async () => {
  using world = opened();
  using hub = world.open();
  const parts = start(hub, 'both');
  for (const transfer of parts) hub.end(transfer, withErrors);
  hub.notices.step();
  expect(owed(hub)).toBe(2);
  await hub.dispatcher.retry(parts[0].id, 'user:ana');
  hub.notices.step();
  hub.end(parts[0], withErrors);
  hub.notices.step();
  expect(owed(hub)).toBe(3);
});

test('what ended before a notification was declared is none of its business, and what is owed goes with it', () => {
  using world = opened([]);
  using hub = world.open();
  const [transfer] = start(hub);
  hub.end(transfer, withErrors);
  hub.notices.step();
  hub.declare({ notifications: [hook, { ...hook, name: 'other' }] });
  hub.notices.step();
  expect(owed(hub)).toBe(0);
  const [next] = start(hub);
  hub.end(next, withErrors);
  hub.notices.step();
  hub.declare({ notifications: [hook] });
  expect([owed(hub), owed(hub, 'other')]).toEqual([1, 0]);
});

test('the list of what is owed is bounded: the oldest events are given up, and counted', () => {
  using world = opened();
  using hub = world.open();
  const [transfer] = start(hub);
  hub.end(transfer, withErrors);
  hub.notices.step();
  hub.database.exec(`
    with recursive counted (n) as (select 2 union all select n + 1 from counted where n < 10000)
    insert into owed_events (notification, at, body) select 'ops', n, owed_events.body from counted, owed_events`);
  const [next] = start(hub);
  hub.end(next, withErrors);
  hub.notices.step();
  expect([owed(hub), hub.deliveries.state('ops').lost, hub.counted]).toEqual([10_000, 1, ['ops lost 1']]);
});

test.each([
  [{ notifications: [{ ...hook, of: { templates: ['dialies'] } }] }, 'about the template dialies'],
  [{ notifications: [{ ...hook, of: { nodes: ['fs9'] } }] }, 'about the node fs9'],
  [{ templates: [] }, 'about the template dailies'],
])('%j is refused: what it names is not there', (declaration, message) => {
  using world = opened([{ ...hook, of: { templates: ['dailies'], nodes: ['fs1'] } }]);
  using hub = world.open();
  expect(() => hub.declare(declaration)).toThrow(message);
});
