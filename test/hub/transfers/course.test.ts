/** What a hub tells of the way of a transfer, over a real database. */
import { expect, test } from 'vitest';
import { courseOf } from '../../../hub/transfers/course.ts';
import { mostSteps } from '../../../src/model/transfer-course.ts';
import type { TransferState } from '../../../src/model/transfer-state.ts';
import type { TransferId } from '../../../src/runtime/identifier.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';

const from = Date.parse('2026-11-20T12:00:10Z');
const declared = {
  templates: [
    { name: 'first', from: 'fs1:/srv/{project}', to: 'fs2:/in/{project}', variables: { project: {} } },
    { name: 'third', from: 'fs2:/x', to: 'fs3:/x' },
    { name: 'second', from: 'fs2:/in/{project}', to: 'fs3:/in/{project}', variables: { project: {} } },
  ],
  triggers: [
    { name: 'onward', kind: 'after', template: 'second', follows: 'first' },
    { name: 'alarm', kind: 'after', template: 'second', follows: 'first', on: ['failure'], enabled: false },
    { name: 'other', kind: 'after', template: 'second', follows: 'third' },
  ],
};

function opened() {
  const folder = temporaryFolder();
  const time = { now: from };
  const hub = openHubParts(folder.path, time);
  hub.declare(declared);
  const [transfer] = hub.starts.forPerson({ template: 'first', set: { project: 'reel' } }, ana);
  if (transfer === undefined) throw new Error('nothing was started');
  const report = (states: readonly TransferState[], first = 1): void => {
    const reports = states.map((state, index) => ({
      number: first + index,
      at: from + 1000 * (first + index),
      transfer: transfer.id,
      fact: { kind: 'state' as const, state },
    }));
    hub.ledger.storeReports('fs1', reports);
  };
  const course = (id: TransferId = transfer.id) => courseOf(id, hub);
  return {
    hub,
    transfer,
    report,
    course,
    [Symbol.dispose]: () => {
      hub[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

const waiting = (attempt: number): TransferState => ({
  kind: 'waiting',
  reason: { code: 'node-unreachable', message: 'fs2 is away' },
  nextAttemptAt: from + 60_000,
  attempt,
});

test('each state is a step with its time, each attempt one of its own, and what is said twice is one', () => {
  using world = opened();
  world.report([{ kind: 'scanning' }, { kind: 'scanning' }, waiting(1), waiting(2), { kind: 'transferring' }]);
  const { steps, isCut } = world.course();
  expect(steps.map(({ at, state }) => [at - from, state.kind])).toEqual([
    [0, 'queued'],
    [1000, 'scanning'],
    [3000, 'waiting'],
    [4000, 'waiting'],
    [5000, 'transferring'],
  ]);
  expect(steps[3]?.state).toMatchObject({ attempt: 2, reason: { message: 'fs2 is away' } });
  expect(isCut).toBe(false);
});

test('of very many steps the newest are told, and that there were more', () => {
  using world = opened();
  world.report(Array.from({ length: mostSteps + 20 }, (_, attempt) => waiting(attempt + 1)));
  const { steps, isCut } = world.course();
  expect(steps).toHaveLength(mostSteps);
  expect(steps.at(-1)?.state).toMatchObject({ attempt: mostSteps + 20 });
  expect(isCut).toBe(true);
});

test('a chain is told from both of its ends, with the triggers that wait, also when they are off', () => {
  using world = opened();
  const { hub, transfer } = world;
  expect(world.course().next).toMatchObject([
    { trigger: 'alarm', enabled: false, on: ['failure'], transfers: [] },
    { trigger: 'onward', enabled: true, on: ['success'], transfers: [] },
  ]);
  hub.end(transfer);
  hub.step();
  const second = hub.started()[1];
  if (second === undefined) throw new Error('the chain has started nothing');
  expect(world.course().next[1]).toMatchObject({
    trigger: 'onward',
    transfers: [{ id: second.id, name: second.name }],
  });
  expect(world.course(second.id)).toMatchObject({ after: { id: transfer.id, state: { kind: 'completed' } }, next: [] });
});

test('what is started again goes on with its steps', () => {
  using world = opened();
  const { hub, transfer } = world;
  hub.end(transfer);
  hub.ledger.retry(transfer.id, 'user:ana');
  expect(world.course().steps.map(({ state }) => state.kind)).toEqual(['queued', 'completed', 'queued']);
});
