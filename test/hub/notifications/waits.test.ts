/** Who is told of which wait, over a real database and with a clock that the test sets. */
import { expect, test } from 'vitest';
import { mailText } from '../../../hub/notifications/mail-text.ts';
import type { NotificationEvent } from '../../../src/model/notification-event.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';

const hour = 3_600_000;
const templates = [{ name: 'dailies', from: 'fs1:/srv/in', to: 'fs2:/srv/in' }];
const webhook = { url: 'https://chat.example/hook', secret: 'hook' };
const soon = { name: 'soon', on: ['waiting'], waitingSeconds: 60, webhook };
const late = { name: 'late', on: ['waiting', 'failed'], webhook };
const reason = { code: 'node-unreachable', message: 'fs2 does not answer', hint: 'Start it.' };

function opened() {
  const folder = temporaryFolder();
  const time = { now: Date.parse('2026-11-21T12:00:00Z') };
  const open = () => openHubParts(folder.path, time);
  using hub = open();
  hub.declare({ templates, notifications: [soon, late] });
  const [transfer] = hub.starts.forPerson({ template: 'dailies', set: {} }, ana) as [Transfer];
  return {
    open,
    time,
    transfer,
    /** An attempt begins, and has to wait. */
    waits: (parts: Parts, attempt: number) => {
      parts.ledger.move(transfer.id, { kind: 'phase', phase: 'scanning' });
      parts.ledger.move(transfer.id, { kind: 'wait', reason, attempt, nextAttemptAt: time.now + 60_000 });
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

type Parts = ReturnType<typeof openHubParts>;
const owed = (hub: Parts) => ['soon', 'late'].map((name) => hub.deliveries.owed(name).count);

test('a wait is told of once for each notification, after as long as it says, through attempts and a hub that is killed', () => {
  using world = opened();
  const { time, waits } = world;
  {
    using hub = world.open();
    waits(hub, 1);
    hub.waits.step();
    time.now += 59_000;
    hub.waits.step();
    expect(owed(hub)).toEqual([0, 0]);
    time.now += 1000;
    waits(hub, 2);
    hub.waits.step();
    hub.waits.step();
    expect(owed(hub)).toEqual([1, 0]);
  }
  using hub = world.open();
  time.now += hour - 61_000;
  hub.waits.step();
  expect(owed(hub)).toEqual([1, 0]);
  time.now += 1000;
  hub.waits.step();
  waits(hub, 3);
  time.now += hour;
  hub.waits.step();
  expect(owed(hub)).toEqual([1, 1]);
  const told = hub.deliveries.first('late')?.event as NotificationEvent;
  expect(mailText(told)).toContain(
    'since:      2026-11-21 12:00:00 UTC\nreason:     fs2 does not answer (node-unreachable)',
  );
  expect(told).toMatchObject({
    event: 'transfer-waits',
    text: 'waiting for 1 h 00: in (T-1), fs1:/srv/in -> fs2:/srv/in: fs2 does not answer (node-unreachable)',
    transfer: { id: 'T-1', state: 'waiting', reason, waitingSince: time.now - 2 * hour, createdBy: 'user:ana' },
  });
});

test('one that got on, was paused or has ended begins another wait when it waits again', () => {
  using world = opened();
  using hub = world.open();
  const { time, waits, transfer } = world;
  const after = (ms: number): number[] => {
    time.now += ms;
    hub.waits.step();
    return owed(hub);
  };
  waits(hub, 1);
  expect([after(0), after(60_000)].at(-1)).toEqual([1, 0]);
  // It has moved something since: attempts are counted from 1 again.
  waits(hub, 1);
  expect([after(0), after(59_000), after(1000)]).toEqual([
    [1, 0],
    [1, 0],
    [2, 0],
  ]);
  hub.ledger.move(transfer.id, { kind: 'pause' });
  after(0);
  hub.ledger.move(transfer.id, { kind: 'resume' });
  waits(hub, 2);
  expect([after(0), after(60_000)]).toEqual([
    [2, 0],
    [3, 0],
  ]);
  hub.end(transfer, { kind: 'fail', reason });
  expect(after(2 * hour)).toEqual([3, 0]);
});

test.each([
  [{ ...soon, waitingSeconds: 0 }, 'expected number to be >=1'],
  [{ ...soon, on: ['failed'] }, 'waitingSeconds is for on: [waiting]'],
])('%j is refused', (notification, message) => {
  using world = opened();
  using hub = world.open();
  expect(() => hub.declare({ notifications: [notification] })).toThrow(message);
});
