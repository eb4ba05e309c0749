/** Schedules over a real database with a clock that the test sets. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { openHubParts } from '../../harness/hub-parts.ts';

const at = (text: string): number => Date.parse(text);
const templates = [{ name: 'daily', from: 'fs1:/srv/{date}', to: 'fs2:/in/{date}' }];
const berlin = { name: 'nightly', kind: 'schedule', template: 'daily', cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
const hourly = { ...berlin, cron: '0 * * * *', timeZone: 'UTC' };

/** Looks every ten minutes, as the hub does every second. */
function* tenMinutes(time: { now: number }, until: number): Generator<number> {
  for (; time.now <= until; time.now += 600_000) yield time.now;
}

test.each([
  ['spring', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
  ['autumn', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
])('in %s a schedule fires once on the day on which clocks change', (_, from, expected) => {
  using folder = temporaryFolder();
  const time = { now: at(from) };
  using hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [{ ...berlin, overlap: 'start' }] });
  for (const _now of tenMinutes(time, at(from) + 47 * 3_600_000)) hub.step();
  const begun = hub.started().map(({ createdAt }) => new Date(createdAt).toISOString().slice(0, 16));
  expect(begun).toEqual(expected);
  expect(hub.started()[0]).toMatchObject({
    createdBy: 'trigger:nightly',
    startedBy: { template: 'daily', trigger: 'nightly', values: { date: expected[0]?.slice(0, 10) } },
  });
});

test.each(['2026-03-28T12:00Z', '2026-10-24T12:00Z'])(
  'a hub that is asleep over a change of clocks after %s runs once for all that it missed, and says so',
  (from) => {
    using folder = temporaryFolder();
    const time = { now: at(from) };
    {
      using hub = openHubParts(folder.path, time);
      hub.declare({ templates, triggers: [berlin] });
      hub.step();
    }
    time.now += 3 * 24 * 3_600_000;
    for (const _life of [1, 2]) {
      using hub = openHubParts(folder.path, time);
      hub.step();
      hub.step();
      expect(hub.started()).toHaveLength(1);
      expect(hub.audited('trigger.late')).toEqual([expect.stringMatching(/late, one run, and 2 times before$/)]);
    }
  },
);

test('with missed: skip a hub that was asleep starts nothing until it is due again', () => {
  using folder = temporaryFolder();
  const time = { now: at('2026-11-20T12:00Z') };
  {
    using hub = openHubParts(folder.path, time);
    hub.declare({ templates, triggers: [{ ...berlin, missed: 'skip' }] });
  }
  time.now = at('2026-11-22T12:00Z');
  using hub = openHubParts(folder.path, time);
  hub.step();
  expect(hub.started()).toEqual([]);
  expect(hub.record('nightly')?.lastRun).toMatchObject({ kind: 'skipped', why: expect.stringContaining('was away') });
  time.now = at('2026-11-23T01:30:01Z');
  hub.step();
  expect(hub.started()).toHaveLength(1);
});

test('a hub that was killed between the start and its note of it starts nothing twice, whatever its rules', () => {
  using folder = temporaryFolder();
  const time = { now: at('2026-11-20T12:00:10Z') };
  for (const missed of ['skip', 'run-once']) {
    using hub = openHubParts(folder.path, time);
    hub.declare({ templates, triggers: [{ ...hourly, missed }] });
    const before = hub.states.get('nightly');
    time.now += 3_600_000;
    hub.step();
    const begun = hub.started();
    // What the note would have overwritten.
    if (before !== undefined) hub.states.put('nightly', before);
    time.now += 120_000;
    using again = openHubParts(folder.path, time);
    again.step();
    expect(again.started()).toEqual(begun);
    expect(again.record('nightly')?.lastRun).toMatchObject({ kind: 'started', transfers: [begun.at(-1)?.id] });
    for (const transfer of begun) again.dispatcher.ask(transfer.id, 'cancel', 'user:ana').catch(() => undefined);
  }
});

test.each([
  { overlap: 'skip', meanwhile: 1, afterwards: 1 },
  { overlap: 'start', meanwhile: 3, afterwards: 3 },
  { overlap: 'queue', meanwhile: 1, afterwards: 2 },
])('overlap: $overlap has $meanwhile started while the first one runs, and $afterwards when it has ended', (row) => {
  using folder = temporaryFolder();
  const time = { now: at('2026-11-20T12:00:10Z') };
  using hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [{ ...hourly, overlap: row.overlap }] });
  for (const _hour of [1, 2, 3]) {
    time.now += 3_600_000;
    hub.step();
  }
  expect(hub.started()).toHaveLength(row.meanwhile);
  const waitingDue = row.overlap === 'queue' ? at('2026-11-20T15:00:00Z') : undefined;
  expect(hub.record('nightly')?.waitingDue).toBe(waitingDue);
  const [first] = hub.started();
  if (first !== undefined) hub.end(first);
  hub.step();
  hub.step();
  expect(hub.started()).toHaveLength(row.afterwards);
});

test('what was due before a schedule was declared or enabled is not made up for', () => {
  using folder = temporaryFolder();
  const time = { now: at('2026-11-20T12:00:10Z') };
  using hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [{ ...hourly, enabled: false }] });
  time.now += 2 * 3_600_000;
  hub.step();
  hub.declare({ triggers: [hourly] });
  hub.step();
  expect(hub.started()).toEqual([]);
  expect(hub.record('nightly')).toMatchObject({ declaredBy: 'user:ana', nextRuns: { length: 5 } });
  time.now += 3_600_000;
  hub.step();
  expect(hub.started()).toHaveLength(1);
});

test('a clock that was ahead for a while, and is set right, silences no schedule and starts nothing twice', () => {
  using folder = temporaryFolder();
  const time = { now: at('2026-11-20T12:00:10Z') };
  using hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [{ ...hourly, overlap: 'start' }] });
  time.now = at('2027-11-20T13:00:10Z');
  hub.step();
  time.now = at('2026-11-20T13:00:10Z');
  hub.step();
  time.now = at('2026-11-20T14:00:10Z');
  hub.step();
  time.now = at('2026-11-20T13:59:00Z');
  hub.step();
  time.now = at('2026-11-20T14:00:20Z');
  hub.step();
  expect(hub.started().map(({ startedBy }) => startedBy?.values)).toEqual([
    { date: '2027-11-20' },
    { date: '2026-11-20' },
  ]);
});

test('a trigger goes no further than who declared it or its template may, as policies are when it fires', () => {
  using folder = temporaryFolder();
  const time = { now: at('2026-11-20T12:00:10Z') };
  using hub = openHubParts(folder.path, time);
  hub.declare({ templates, triggers: [hourly] }, { kind: 'user', name: 'bob', role: 'admin' });
  hub.declare({ policies: [{ name: 'p', who: ['user:bob'], from: ['fs1:/other'], to: ['*:/'] }] });
  time.now += 3_600_000;
  hub.step();
  hub.step();
  expect(hub.started()).toEqual([]);
  expect(hub.record('nightly')?.lastRun).toMatchObject({ kind: 'refused', reason: { code: 'refused' } });
  expect(hub.audited('trigger.start')).toEqual([expect.stringContaining('trigger:nightly: no policy allows user:bob')]);
  // Somebody else's schedule, and still bob's template.
  hub.declare({ triggers: [{ ...hourly, missed: 'skip' }] });
  time.now += 3_600_000;
  hub.step();
  expect(hub.started()).toEqual([]);
  hub.declare({ templates: [{ ...templates[0], title: 'of {date}' }] });
  time.now += 3_600_000;
  hub.step();
  expect(hub.started()).toHaveLength(1);
});
