/** The view of history: what ended, what failed, who did what. */
import { expect, test } from 'vitest';
import { auditSearch } from '../../tui/screens/history/audit-search.ts';
import { keys } from '../harness/console-in-process.ts';
import { busyFleet, quietFleet } from '../harness/fleet-seeds.ts';
import { type Opened, open } from './open-console.ts';

const from = { node: 'fs1', path: '/data' };
const to = { node: 'fs2', path: '/data' };
const endedFleet = () =>
  quietFleet({
    transfers: [
      { number: 1, name: 'whole', from, to, state: { kind: 'completed' }, bytes: 5e9 },
      { number: 2, name: 'in part', from, to, state: { kind: 'completed-with-errors', failedFiles: 3 } },
      {
        number: 3,
        name: 'not at all',
        from,
        to,
        state: { kind: 'failed', reason: { code: 'disk-full', message: 'no room on fs2', hint: 'Make some.' } },
      },
      { number: 4, name: 'given up', from, to, state: { kind: 'cancelled' } },
    ],
  });

async function openAudit(start: Parameters<typeof open>[1] = {}): Promise<Opened> {
  const opened = await open({ role: 'admin', fleet: busyFleet() }, start);
  const { audit } = opened.hub;
  for (let number = 1; number <= 400; number += 1) {
    const who = number % 2 === 0 ? 'user:ana' : 'user:raj';
    audit.append({ who, action: 'transfer.start', object: `T-${number}`, result: 'ok', detail: `the ${number}th` });
  }
  audit.append({
    who: 'user:raj',
    action: 'transfer.cancel',
    object: 'T-48213',
    result: 'denied',
    detail: '日本語\u001b[2J',
  });
  await opened.run.screen.see(/> T-48213/);
  opened.run.press('4]');
  await opened.run.screen.see('401 records, newest first');
  return opened;
}

test('what has ended is listed, and what failed of it with its reason, to be started again with r', async () => {
  await using opened = await open({ fleet: endedFleet() });
  const { run, hub } = opened;
  await run.screen.see('fs2');
  run.press('4');
  await run.screen.see('4 ended, newest first');
  await run.screen.see(/T-1 +whole .*done +10 +5.0 GB/);
  run.press('[');
  await run.screen.see('2 failed, newest first');
  expect(run.screen.text).toMatch(/> .*T-3 .*FAILED .*no room on fs2/);
  expect(run.screen.text).toMatch(/T-2 .*3 files failed/);
  expect(run.screen.text).not.toContain('T-4');
  run.press('r');
  await run.screen.see('T-3 starts again; what is done is skipped');
  expect(hub.fleet.transfer('T-3').state.kind).toBe('queued');
  await run.screen.see('1 failed, newest first');
  run.press(keys.enter);
  await run.screen.see(/in part/);
});

test('the audit trail is shown newest first, with the links of its chain, down to the first record', async () => {
  await using opened = await openAudit();
  const { run, hub } = opened;
  await run.screen.see(/> .* raj +transfer.cancel +T-48213 +denied +日本語\\x1b\[2J/);
  const { entries } = hub.audit.page({ offset: 399, limit: 2 });
  expect(run.screen.text).toContain(`hash     ${entries[1]?.hash}`);
  expect(run.screen.text).toContain(`previous ${entries[0]?.hash}`);
  run.press('jk');
  await run.screen.see('Record 401');
  hub.audit.append({ who: 'hub', action: 'transfer.end', object: 'T-9', result: 'ok', detail: 'late' });
  await run.screen.see('402 records');
  await run.screen.see(/hub +transfer.end/);
  expect(run.screen.text).toMatch(/> .* raj +transfer.cancel/);
  run.press('G');
  await run.screen.see(/> .* raj +transfer.start +T-1 /);
  await run.screen.see('previous none, it is the first');
});

test('fields and words find records, and what cannot be read of them is said', async () => {
  await using opened = await openAudit();
  const { run } = opened;
  run.press('/who:ana object:T-40', keys.enter);
  await run.screen.see('━ 1 found, newest first');
  await run.screen.see('record 39, which is not loaded');
  run.press('/\u0015result:denied', keys.enter);
  await run.screen.see(/> .*T-48213/);
  run.press('/\u0015!raj !denied result:denied', keys.enter);
  await run.screen.see(/> .*T-48213/);
  run.press('/\u0015!denied !t-48213 result:denied', keys.enter);
  await run.screen.see('nothing found');
  run.press('/\u0015since:soon who:raj', keys.enter);
  await run.screen.see("left out: 'soon' is no time: write since:2h or since:2026-11-21T08:00");
  await run.screen.see('201 found');
  run.press('/\u0015result:denied', keys.enter);
  await run.screen.see('━ 1 found, newest first');
  run.press(keys.enter);
  await run.screen.see('0417_A012_C003_1120.mov');
});

test('an age counts from the last full minute, a name alone is that of a user, and other words are looked for anywhere', () => {
  const now = Date.UTC(2026, 10, 21, 14, 3, 27);
  expect(auditSearch('who:ana since:1h cron:x action:transfer. late', now)).toEqual({
    query: { who: 'user:ana', since: Date.UTC(2026, 10, 21, 13, 3), action: 'transfer.', text: 'cron:x late' },
    wrong: undefined,
  });
  expect(auditSearch('late !raj ! !fs1', now).query).toEqual({ text: 'late', without: 'raj fs1' });
  expect(auditSearch('who:node:fs1 who: ', now).query).toEqual({ who: 'node:fs1' });
  expect(auditSearch('result:maybe', now)).toEqual({ query: {}, wrong: expect.stringContaining('result:denied') });
});

test('an operator sees what ended, and is told why there is no audit trail', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  run.press('4]');
  await run.screen.see('not allowed: ana has the operator role');
  expect(hub.asked).not.toContain('list-audit');
});

test.each([
  { columns: 80, rows: 24, theme: 'default' },
  { columns: 80, rows: 24, theme: 'ascii' },
  { columns: 120, rows: 36, theme: 'default' },
  { columns: 200, rows: 60, theme: 'default' },
] as const)('the audit trail at $columns x $rows ($theme)', async ({ columns, rows, theme }) => {
  await using opened = await openAudit({
    size: { columns, rows },
    theme,
  });
  const { run } = opened;
  await run.screen.see(/previous [0-9a-f]{64}/);
  const picture = run.screen.rows.slice(2, -1).join('\n');
  await expect(`${picture}\n`).toMatchFileSnapshot(`pictures/audit-${columns}x${rows}-${theme}.txt`);
});

test('another one like a past transfer is a form with its places and options', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/T-48213/);
  run.press('4');
  await run.screen.see(/> .* T-48199 .* done/);
  run.press('C');
  await run.screen.see('Bandwidth cap');
  await run.screen.see(/lon-ingest-01[\s\S]*tyo-render-03/);
});

test('T turns since when the history is shown', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/T-48213/);
  run.press('4');
  await run.screen.see('1 ended, newest first');
  run.press('TT');
  await run.screen.see('of the last 24 hours');
  run.press('j');
  await run.screen.see('/ since:24h');
});
