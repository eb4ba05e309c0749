/** What an operator sees of why a transfer does not go on, and changes about it, on a real screen. */
import { expect, test } from 'vitest';
import type { Role } from '../../src/model/principal.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import { keys } from '../harness/console-in-process.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

const id = TransferId.parse('T-1');

/** A console that shows one transfer in detail. */
async function openOn(
  change: Partial<Transfer>,
  { columns = 120, role = 'operator' }: { readonly columns?: number; readonly role?: Role } = {},
) {
  const fleet = quietFleet({
    transfers: [
      {
        number: 1,
        name: 'reel',
        from: { node: 'fs1', path: '/data/reel' },
        to: { node: 'fs2', path: '/data/in' },
        state: { kind: 'transferring' },
        share: 0.5,
        bytes: 50e6,
        rate: 20e6,
      },
    ],
  });
  fleet.adjust(id, change);
  const opened = await open({ fleet, role }, { size: { columns, rows: 36 } });
  await opened.run.screen.see(/> T-1 /);
  opened.run.press(keys.enter);
  await opened.run.screen.see('fs1:/data/reel');
  return opened;
}

test('a queued transfer says which limit it waits for and behind how many', async () => {
  const reason = { code: 'node-full', message: 'fs1 runs 4 of 4, place 2 of fs1', place: 2 };
  await using opened = await openOn({ state: { kind: 'queued', reason } });
  await opened.run.screen.see('waits: fs1 runs 4 of 4, place 2 of fs1');
  opened.run.press('2');
  await opened.run.screen.see(/T-1 .*queued #2/);
});

test('one that starts later says when, and R starts it now, which U takes back', async () => {
  const startsAt = Date.now() + 3_600_000;
  const reason = { code: 'start-time', message: 'starts later', startsAt };
  await using opened = await openOn({ state: { kind: 'queued', reason }, startAt: startsAt });
  const { screen } = opened.run;
  await screen.see(/starts at [-\d]+ \d\d:\d\dZ, in .*R starts it now/);
  opened.run.press('R');
  await screen.see('T-1 starts in its turn   U undoes');
  expect(opened.hub.fleet.transfer(id).startAt).toBeUndefined();
  opened.run.press('U');
  await screen.see(/undone: T-1 starts at/);
  expect(opened.hub.fleet.transfer(id).startAt).toBe(startsAt);
});

test('one that waits says why, for the how many-th time, and when it tries again', async () => {
  const reason = { code: 'node-unreachable', message: 'fs2 does not answer', hint: 'Check that its daemon runs.' };
  await using opened = await openOn({
    state: { kind: 'waiting', reason, attempt: 3, nextAttemptAt: Date.UTC(2026, 10, 21, 14, 5, 7) },
  });
  await opened.run.screen.see(/fs2 does not answer {3}attempt 3, next at 14:05:07Z/);
});

test('the way to the peer, why it is not a better one, and the streams are told in detail and in a wide list', async () => {
  const { progress } = quietFleet({
    transfers: [
      {
        number: 1,
        name: 'a',
        from: { node: 'fs1', path: '/a' },
        to: { node: 'fs2', path: '/b' },
        state: { kind: 'transferring' },
      },
    ],
  }).transfer(id);
  if (progress === undefined) throw new Error('it runs');
  const reach = { kind: 'reversed', why: 'fs2 does not answer on 10.0.0.2:7401' } as const;
  await using opened = await openOn({ progress: { ...progress, reach, streams: 4 } }, { columns: 240 });
  await opened.run.screen.see('streams 4 (auto)   reached reversed: fs2 does not answer on 10.0.0.2:7401');
  opened.run.press('2');
  await opened.run.screen.see(/T-1 .*reversed 4/);
});

test('priority goes up and down by a key, as far as there is one', async () => {
  await using opened = await openOn({});
  const { run, hub } = opened;
  run.press('>');
  await run.screen.see('T-1 has high priority   U undoes');
  await run.screen.see(/high priority, blake3/);
  run.press('>');
  await run.screen.see('higher priority: it has the highest');
  run.press('<');
  await run.screen.see('T-1 has normal priority');
  expect(hub.fleet.transfer(id).priority).toBe('normal');
});

test('a cap is typed where it stood, what is none is said and stays to be mended', async () => {
  await using opened = await openOn({});
  const { run, hub } = opened;
  run.press('b');
  await run.screen.see(/cap of T-1 .*: off/);
  run.press('\u0015', '20X', keys.enter);
  await run.screen.see(/20X +'20X' is not/);
  run.press('\u0015', '20M', keys.enter);
  await run.screen.see('T-1 is capped at 21.0 MB/s   U undoes');
  expect(hub.fleet.transfer(id).options.bwlimit).toBe(20 * 1024 * 1024);
  run.press('U');
  await run.screen.see('undone: T-1 has no bandwidth cap');
  run.press('b', '\u0015', '5M', keys.esc);
  await run.screen.until('the line to be gone', () => !run.screen.text.includes('cap of T-1'));
  expect(hub.fleet.transfer(id).options.bwlimit).toBeUndefined();
});

test('streams are set by a number, and left to the distance again', async () => {
  await using opened = await openOn({});
  const { run, hub } = opened;
  run.press('B', '\u0015', '6', keys.enter);
  await run.screen.see('T-1 has 6 streams');
  run.press('B', '\u0015', 'auto', keys.enter);
  await run.screen.see('T-1 has as many streams as it needs');
  expect(hub.fleet.transfer(id).options.streams).toBe('auto');
});

test('what has ended starts again by r, and what runs does not', async () => {
  await using running = await openOn({});
  running.run.press('r');
  await running.run.screen.see('it has not ended');
  const reason = { code: 'source-missing', message: 'gone' };
  await using ended = await openOn({ state: { kind: 'failed', reason } });
  ended.run.press('r');
  await ended.run.screen.see('T-1 starts again; what is done is skipped');
  expect(ended.hub.fleet.transfer(id).state.kind).toBe('queued');
});

test('what its node noticed is counted in detail, and f lists it after the failed files', async () => {
  await using opened = await openOn({ findings: { 'not-regular': 2, 'holes-filled': 1 } });
  await opened.run.screen.see('noted 3: not-regular 2, holes-filled 1 (f lists them)');
  opened.run.press('f');
  await opened.run.screen.see('[ Failed ]');
  opened.run.press('f');
  await opened.run.screen.see('[ Noted ]');
  opened.run.press('f');
  await opened.run.screen.see('[ Files ]');
});

test.each(['>', '<', 'b', 'B', 'r', 'R'])(
  'a viewer is told why %s is not theirs, and the hub is not asked',
  async (key) => {
    await using opened = await openOn({}, { role: 'viewer' });
    const before = opened.hub.fleet.transfer(id);
    opened.run.press(key);
    await opened.run.screen.see('not allowed: viewer role');
    expect(opened.hub.fleet.transfer(id)).toEqual(before);
  },
);
