import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Priority, priorities } from '../../src/model/priority.ts';
import { ageingStepMs, mostInPlace, nextToRun, type Queued, type QueueLimits } from '../../src/model/queue-rule.ts';
import { transferId } from '../../src/runtime/identifier.ts';

const now = 1_800_000_000_000;
const none: QueueLimits = { inAll: undefined, ownedBy: () => undefined, into: () => undefined };

interface Wish {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly priority?: Priority;
  readonly waitedMs?: number;
  readonly startedMs?: number;
  /** The number of the first of its fan-out. */
  readonly fanOut?: number | undefined;
}

function queued(
  number: number,
  { from = 'a', to = 'b', by = 'ana', priority, waitedMs = 1000, startedMs, fanOut }: Wish,
): Queued {
  return {
    id: transferId(number),
    fanOut: fanOut === undefined ? undefined : transferId(fanOut),
    source: { node: from, path: '/in' },
    destination: { node: to, path: '/out' },
    createdBy: by,
    createdAt: now - waitedMs,
    priority,
    startAt: startedMs === undefined ? undefined : now - startedMs,
  };
}

/** How many places they take, by another way of counting than the rule has. */
function placesOf(items: readonly Queued[]): number {
  const groups = Object.values(Object.groupBy(items, ({ id, source, fanOut = id }) => `${fanOut} ${source.node}`));
  return groups.reduce((sum, group = []) => sum + Math.ceil(group.length / mostInPlace), 0);
}

const steps = (count: number): number => count * ageingStepMs;

test.each<{ note: string; waiting: Wish[]; running?: Wish[]; limits?: Partial<QueueLimits>; begun: number[] }>([
  { note: 'the oldest begins first', waiting: [{ waitedMs: 5 }, { waitedMs: 9 }], limits: { inAll: 1 }, begun: [2] },
  { note: 'without limits all begin', waiting: [{}, {}, {}], begun: [1, 2, 3] },
  {
    note: 'a higher priority goes before an older one',
    waiting: [{ waitedMs: 9000 }, { priority: 'high' }, { priority: 'low', waitedMs: 9999 }],
    limits: { inAll: 2 },
    begun: [2, 1],
  },
  {
    note: 'half an hour of waiting is a step of priority',
    waiting: [{ priority: 'high' }, { priority: 'low', waitedMs: steps(3) }],
    limits: { inAll: 1 },
    begun: [2],
  },
  {
    note: 'waiting begins with the start time, not with the asking',
    waiting: [{ waitedMs: steps(9), startedMs: 1000 }, { waitedMs: 2000 }],
    limits: { inAll: 1 },
    begun: [2],
  },
  {
    note: 'who has nothing running goes before the next of somebody who has',
    waiting: [{ waitedMs: 9000 }, { by: 'bob' }],
    running: [{}],
    limits: { inAll: 2 },
    begun: [2],
  },
  {
    note: 'free places are dealt in turn, not all to one',
    waiting: [{ waitedMs: 9 }, { waitedMs: 8 }, { waitedMs: 7 }, { by: 'bob', waitedMs: 1 }],
    limits: { inAll: 2 },
    begun: [1, 4],
  },
  {
    note: 'a pair of nodes that is idle goes before a busy one',
    waiting: [{ waitedMs: 9000 }, { to: 'c' }],
    running: [{ by: 'bob' }],
    limits: { inAll: 2 },
    begun: [2],
  },
  {
    note: 'a full owner holds up only its own',
    waiting: [{ waitedMs: 9000 }, { from: 'c' }],
    running: [{}],
    limits: { ownedBy: (node) => (node === 'a' ? 1 : undefined) },
    begun: [2],
  },
  {
    note: 'a full receiver holds up only what goes there, and not what it sends or copies itself',
    waiting: [{ waitedMs: 9000 }, { to: 'c' }, { from: 'b', to: 'd' }, { from: 'b', to: 'b' }],
    running: [{}],
    limits: { into: (node) => (node === 'b' ? 1 : undefined) },
    begun: [2, 3, 4],
  },
  {
    note: 'those of one fan-out begin together, in one place of the fleet and of their owner',
    waiting: [{ fanOut: 1 }, { fanOut: 1, to: 'c' }, { fanOut: 1, to: 'd' }, { to: 'e' }, { to: 'f' }],
    limits: { inAll: 2, ownedBy: () => 2 },
    begun: [1, 2, 3, 4],
  },
  {
    note: 'one of a fan-out that runs begins in its place where everything is full',
    waiting: [{ waitedMs: 9000 }, { fanOut: 100, to: 'c' }],
    running: [{ fanOut: 100 }],
    limits: { inAll: 1, ownedBy: () => 1 },
    begun: [2],
  },
  {
    note: 'each of a fan-out counts where it arrives',
    waiting: [{ fanOut: 1 }, { fanOut: 1 }, { fanOut: 1, to: 'c' }],
    limits: { into: () => 1 },
    begun: [1, 3],
  },
  {
    note: 'a fan-out is one running of its user',
    waiting: [{ waitedMs: 9000 }, { by: 'bob' }],
    running: [{ fanOut: 100 }, { fanOut: 100 }, { fanOut: 100 }, { by: 'bob' }, { by: 'bob' }],
    limits: { inAll: 4 },
    begun: [1],
  },
  {
    note: 'a ninth of a fan-out needs another place',
    waiting: Array.from({ length: 9 }, () => ({ fanOut: 1 })),
    limits: { inAll: 1 },
    begun: [1, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    note: 'a limit that was lowered below what runs begins nothing',
    waiting: [{}],
    running: [{}, {}],
    limits: { inAll: 1 },
    begun: [],
  },
])('$note', ({ waiting, running = [], limits = {}, begun }) => {
  const items = waiting.map((wish, index) => queued(index + 1, wish));
  const busy = running.map((wish, index) => queued(index + 100, wish));
  const ids = nextToRun(items, busy, { limits: { ...none, ...limits }, now }).map(({ id }) => id);
  expect(ids).toEqual(begun.map(transferId));
});

test('no limit is exceeded, and nothing that could begin is left out', () => {
  const node = fc.constantFrom('a', 'b', 'c');
  const wish = fc.record({
    from: node,
    to: node,
    by: fc.constantFrom('ana', 'bob'),
    priority: fc.constantFrom(...priorities),
    waitedMs: fc.integer({ min: 0, max: steps(5) }),
    fanOut: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
  });
  const most = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 40 }), most, most, most, (wishes, inAll, owned, received) => {
      const waiting = wishes.map((each, index) => queued(index + 1, each));
      const limits = { inAll, ownedBy: () => owned, into: () => received };
      const begun = nextToRun(waiting, [], { limits, now });
      const count = (holds: (item: Queued) => boolean): number => begun.filter(holds).length;
      expect(placesOf(begun)).toBeLessThanOrEqual(inAll);
      for (const name of ['a', 'b', 'c']) {
        expect(placesOf(begun.filter(({ source }) => source.node === name))).toBeLessThanOrEqual(owned);
        const isInto = ({ source, destination }: Queued): boolean => destination.node === name && source.node !== name;
        expect(count(isInto)).toBeLessThanOrEqual(received);
      }
      expect(
        nextToRun(
          waiting.filter((item) => !begun.includes(item)),
          begun,
          { limits, now },
        ),
      ).toEqual([]);
    }),
  );
});

test('nobody waits for ever, however many newer and more urgent ones of others keep coming', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ by: fc.constantFrom('bob', 'cid', 'dan'), priority: fc.constantFrom(...priorities) }), {
        minLength: 2,
        maxLength: 6,
      }),
      fc.integer({ min: 1, max: 3 }),
      (arrivals, places) => {
        // One of ana's runs without end; her next one has the lowest priority, and each round one place becomes free.
        const forever = queued(1, { by: 'ana' });
        const patient = queued(2, { by: 'ana', priority: 'low', waitedMs: 0 });
        let waiting: Queued[] = [patient];
        for (let round = 0; round < 60; round += 1) {
          const at = now + round * (ageingStepMs / 4);
          const fresh = arrivals.map((each, index) => ({ ...queued(10 + round * 10 + index, each), createdAt: at }));
          waiting = [...waiting, ...fresh];
          const limits = { ...none, inAll: 1 + places };
          const begun = nextToRun(waiting, [forever], { limits, now: at });
          if (begun.includes(patient)) return true;
          waiting = waiting.filter((item) => !begun.includes(item));
        }
        return false;
      },
    ),
  );
});
