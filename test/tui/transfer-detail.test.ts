/** The tabs of a transfer's detail on a real screen. */
import { expect, test } from 'vitest';
import type { TransferCourse } from '../../src/model/transfer-course.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import { keys } from '../harness/console-in-process.ts';
import { FakeLog } from '../harness/fake-log.ts';
import { busyFleet } from '../harness/fleet-seeds.ts';
import { type Opened, open } from './open-console.ts';

const at = Date.UTC(2026, 10, 21, 13);
const id = TransferId.parse('T-48213');
const away = { code: 'node-unreachable', message: 'tyo-render-03 does not answer' };
const link = { id: TransferId.parse('T-48222'), name: 'db-dump-nightly.sql.gz', state: { kind: 'completed' } as const };
const course: Partial<TransferCourse> = {
  steps: [
    { at, state: { kind: 'queued' } },
    { at: at + 5000, state: { kind: 'scanning' } },
    { at: at + 65_000, state: { kind: 'waiting', reason: away, nextAttemptAt: at + 95_000, attempt: 1 } },
    { at: at + 95_000, state: { kind: 'transferring' } },
  ],
  after: link,
  next: [{ trigger: 'tell-qc', template: 'qc', on: ['success'], enabled: false, transfers: [] }],
};

async function openDetail(role: 'operator' | 'admin' = 'operator', size = { columns: 120, rows: 36 }): Promise<Opened> {
  const fleet = busyFleet();
  fleet.courses.set(id, course);
  const opened = await open({ fleet, role }, { size });
  await opened.run.screen.see(/> T-48213/);
  opened.run.press(keys.enter);
  await opened.run.screen.see('/data/reels/0417');
  return opened;
}

test('the timeline has each state with its time and how long it lasted, and each wait with its reason', async () => {
  await using opened = await openDetail();
  const { run } = opened;
  run.press(']]]');
  await run.screen.see('[ Timeline ]');
  await run.screen.see(/2026-11-21 13:00:00 +queued +00:05/);
  expect(run.screen.text).toMatch(
    /13:01:05 +waiting, attempt 1 +00:30 tyo-render-03 does not answer; next at 13:01:35Z/,
  );
  expect(run.screen.text).toMatch(/13:01:35 +transferring +\d/);
});

test('the chain says what it followed and what its end starts, and Enter opens the other transfer', async () => {
  await using opened = await openDetail();
  const { run } = opened;
  run.press('[');
  await run.screen.see(/started by +ana/);
  await run.screen.see(/after the end of +T-48222 +completed +db-dump-nightly/);
  expect(run.screen.text).toMatch(/its end starts +tell-qc on success: template qc \(switched off\)/);
  run.press('j', keys.enter);
  await run.screen.see('fra-edge-02:/dump');
});

test('options are shown as flags, and Y copies the command line that would start the like of it', async () => {
  await using opened = await openDetail();
  const { run, hub } = opened;
  const selection = { rules: [{ kind: 'exclude' as const, pattern: '*.tmp files' }] };
  hub.fleet.adjust(id, { options: { verify: true, bwlimit: 20_971_520, selection } });
  run.press(']]]]]');
  await run.screen.see(/--verify +yes/);
  expect(run.screen.text).toMatch(/--exclude +\*\.tmp files/);
  expect(run.screen.text).toMatch(/--retries +3 +as usual/);
  run.press('Y');
  await run.screen.see("--verify --exclude '*.tmp files'");
  expect(run.screen.text).toContain('--bwlimit 20M');
});

test('a failed file is shown with its reason and what helps, and t moves it alone once the transfer has ended', async () => {
  await using opened = await openDetail();
  const { run, hub } = opened;
  run.press('f');
  await run.screen.see(/stills\/0417_0009.dng +48.0 MB cannot open/);
  await run.screen.see('(permission-denied)');
  run.press('t');
  await run.screen.see('it has not ended');
  hub.fleet.change(id, () => ({ kind: 'completed-with-errors', failedFiles: 1 }));
  await run.screen.see('done !1');
  run.press('t');
  await run.screen.see(/lon-ingest-01:\/data\/reels\/0417 . tyo-render-03/);
  run.press(keys.enter);
  await run.screen.see(/T-\d+ started/);
  const started = [...hub.fleet.transfers.values()].at(-1);
  expect(started?.options.selection?.rules).toEqual([{ kind: 'include', pattern: '/stills/0417_0009.dng' }]);
});

test('the log of the transfer is followed and searched in its tab, which is for admins', async () => {
  await using viewed = await openDetail('operator');
  viewed.run.press(']]]]');
  await viewed.run.screen.see('this is for admins');
  await using opened = await openDetail('admin');
  const { run, hub } = opened;
  const log = new FakeLog();
  hub.logs.set('lon-ingest-01', log);
  log.add('scan begins', { fields: { transfer: id } });
  log.add('of another one', { fields: { transfer: 'T-1' } });
  run.press(']]]]');
  await run.screen.see('scan begins');
  expect(run.screen.text).not.toContain('of another one');
  log.add('a file was moved', { fields: { transfer: id } });
  await run.screen.see('a file was moved');
  run.press('/scan', keys.enter);
  await run.screen.see('F follows');
  run.press(']');
  await run.screen.see('[ Options ]');
});

test('the audit lines of the transfer alone are in its tab', async () => {
  await using opened = await openDetail('admin');
  const { run, hub } = opened;
  hub.audit.append({ who: 'user:ana', action: 'transfer.start', object: id, result: 'ok', detail: 'a -> b' });
  hub.audit.append({ who: 'user:raj', action: 'transfer.start', object: 'T-1', result: 'ok', detail: 'c -> d' });
  run.press('[[');
  await run.screen.see(/ana +transfer.start +T-48213/);
  expect(run.screen.text).not.toContain('raj');
});

test('what it waits for is said while it runs, and a range of times where one would say too much', async () => {
  await using opened = await openDetail();
  const { run, hub } = opened;
  const { progress } = hub.fleet.transfer(id);
  if (progress === undefined) throw new Error('it does not run');
  hub.fleet.adjust(id, {
    progress: {
      ...progress,
      bottleneck: { at: 'destination', share: 0.94 },
      etaRange: { fromSeconds: 120, toSeconds: 300 },
    },
  });
  await run.screen.see('waits for writing at the destination (94 %)');
  expect(run.screen.text).toContain('transfer 02:00 to 05:00 (14:05Z to 14:08Z)');
});

test.each([
  { columns: 80, rows: 24, letters: 'default' },
  { columns: 80, rows: 24, letters: 'ascii' },
  { columns: 200, rows: 60, letters: 'default' },
] as const)('the timeline is drawn right on $columns by $rows in the $letters theme', async ({ letters, ...size }) => {
  const fleet = busyFleet();
  fleet.courses.set(id, { ...course, steps: course.steps?.slice(0, 3) ?? [] });
  fleet.change(id, () => ({ kind: 'failed', reason: away }));
  fleet.courses.set(id, {
    ...course,
    steps: [...(course.steps ?? []), { at: at + 120_000, state: { kind: 'failed', reason: away } }],
  });
  await using opened = await open({ fleet }, { size, theme: letters });
  const { run } = opened;
  run.press('2');
  await run.screen.see(/T-48213/);
  run.press('/48213\r');
  await run.screen.see(/> T-48213/);
  run.press(keys.enter);
  await run.screen.see('/data/reels/0417');
  run.press(']]]');
  await run.screen.see(/failed +-/);
  await run.screen.see(/● \d+ ms|\* \d+ ms/);
  const text = run.screen.text
    .split('\n')
    .map((line) => line.trimEnd())
    .slice(2)
    .join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot(`pictures/timeline-${size.columns}x${size.rows}-${letters}.txt`);
});
