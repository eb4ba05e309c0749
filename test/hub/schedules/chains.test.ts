/** Chains over a real database: what follows the end of a transfer, once. */
import { expect, test } from 'vitest';
import type { Transfer } from '../../../src/model/transfer.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';

const templates = [
  { name: 'first', from: 'fs1:/srv/{project}', to: 'fs2:/in/{project}', variables: { project: {} } },
  {
    name: 'both',
    from: 'fs1:/srv/{project}',
    to: ['fs2:/a/{project}', 'fs3:/a/{project}'],
    variables: { project: {} },
  },
  { name: 'second', from: 'fs2:/in/{project}', to: 'fs3:/in/{project}', variables: { project: {} } },
];
const after = { name: 'onward', kind: 'after', template: 'second', follows: 'first' };
const way = ({ source, destination }: Transfer): string => `${source.node}:${source.path} -> ${destination.node}`;

function opened(triggers: readonly object[] = [after]) {
  const folder = temporaryFolder();
  const time = { now: Date.parse('2026-11-20T12:00:10Z') };
  const open = () => openHubParts(folder.path, time);
  using hub = open();
  hub.declare({ templates, triggers });
  return { open, time, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test('the end of one starts the next with the same values, once, also for a hub that was killed before it noted so', () => {
  using world = opened();
  {
    using hub = world.open();
    hub.starts.forPerson({ template: 'first', set: { project: 'reel' } }, ana);
    hub.step();
    expect(hub.started()).toHaveLength(1);
    for (const transfer of hub.started()) hub.end(transfer);
  }
  {
    using hub = world.open();
    hub.step();
    hub.step();
    expect(hub.started().map(way)).toEqual(['fs1:/srv/reel -> fs2', 'fs2:/in/reel -> fs3']);
    expect(hub.started()[1]).toMatchObject({ createdBy: 'trigger:onward', startedBy: { trigger: 'onward' } });
    hub.database.prepare('update transfers set followed_at = null').run();
    hub.step();
  }
  using hub = world.open();
  hub.step();
  expect(hub.started()).toHaveLength(2);
});

test.each([
  { on: ['success'], event: { kind: 'complete', failedFiles: 0 }, starts: 1 },
  { on: ['success'], event: { kind: 'complete', failedFiles: 2 }, starts: 0 },
  { on: ['partial', 'failure'], event: { kind: 'complete', failedFiles: 2 }, starts: 1 },
  { on: ['failure'], event: { kind: 'fail', reason: { code: 'revoked', message: 'x' } }, starts: 1 },
  { on: ['success', 'partial', 'failure'], event: { kind: 'cancel' }, starts: 0 },
] as const)('on: $on starts $starts after $event', ({ on, event, starts }) => {
  using world = opened([{ ...after, on }]);
  using hub = world.open();
  const [transfer] = hub.starts.forPerson({ template: 'first', set: { project: 'reel' } }, ana);
  hub.end(transfer as Transfer, event);
  hub.step();
  expect(hub.started()).toHaveLength(1 + starts);
});

test('a fan-out is followed once, when all of it has ended, by the worst of its ends', () => {
  using world = opened([
    { ...after, follows: 'both' },
    { ...after, name: 'alarm', follows: 'both', on: ['partial'] },
  ]);
  using hub = world.open();
  const [one, other] = hub.starts.forPerson({ template: 'both', set: { project: 'reel' } }, ana) as [
    Transfer,
    Transfer,
  ];
  hub.end(one);
  hub.step();
  expect(hub.started()).toHaveLength(2);
  hub.end(other, { kind: 'complete', failedFiles: 1 });
  hub.step();
  hub.step();
  expect(hub.started().map(({ createdBy }) => createdBy)).toEqual(['user:ana', 'user:ana', 'trigger:alarm']);
});

test('one that is started again after its end is followed again, by that end', async () => {
  using world = opened();
  using hub = world.open();
  const [transfer] = hub.starts.forPerson({ template: 'first', set: { project: 'reel' } }, ana) as [Transfer];
  hub.end(transfer, { kind: 'complete', failedFiles: 1 });
  hub.step();
  expect(hub.started()).toHaveLength(1);
  await hub.dispatcher.retry(transfer.id, 'user:ana');
  hub.step();
  hub.end(transfer);
  hub.step();
  expect(hub.started()).toHaveLength(2);
});

test('a key that somebody has taken for another transfer is said, and is not taken for a start', () => {
  using world = opened();
  using hub = world.open();
  const [transfer] = hub.starts.forPerson({ template: 'first', set: { project: 'reel' } }, ana) as [Transfer];
  const key = `trigger onward after ${transfer.id} ${new Date(world.time.now).toISOString()}`;
  hub.starts.forPerson({ template: 'second', set: { project: 'reel' }, key }, ana);
  hub.end(transfer);
  hub.step();
  expect(hub.record('onward')?.lastRun).toMatchObject({
    kind: 'refused',
    reason: { message: expect.stringContaining('user:ana') },
  });
});

test.each([
  [{ triggers: [{ ...after, template: 'none' }] }, 'starts the template none'],
  [{ triggers: [{ ...after, follows: 'none' }] }, 'follows none'],
  [{ triggers: [{ ...after, name: 'both' }] }, 'is a template and a trigger'],
  [{ triggers: [{ ...after, set: { colour: 'red' } }] }, 'is no variable of second'],
  [{ triggers: [{ ...after, set: { project: '../x' } }] }, 'has a /'],
  [{ triggers: [{ name: 's', kind: 'schedule', template: 'first', cron: '@daily' }] }, 'needs a value for project'],
  [{ templates: [] }, 'which there is not'],
])('%j is refused, and nothing of it is in force', (declaration, message) => {
  using world = opened();
  using hub = world.open();
  const before = hub.declarations.all;
  expect(() => hub.declare(declaration)).toThrow(message);
  expect(hub.declarations.all).toEqual(before);
});
