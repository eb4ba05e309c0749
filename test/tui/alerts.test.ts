/** What needs a person now, on a real screen. */
import { expect, test } from 'vitest';
import { TransferId } from '../../src/runtime/identifier.ts';
import { keys } from '../harness/console-in-process.ts';
import { noLists } from '../harness/fake-lists.ts';
import { busyFleet, quietFleet, seededNode } from '../harness/fleet-seeds.ts';
import { type Opened, open } from './open-console.ts';

const at = Date.UTC(2026, 10, 21, 14);
const id = TransferId.parse('T-48222');
const dayMs = 86_400_000;

async function openAlerts(
  role: 'operator' | 'admin' = 'admin',
  start: Parameters<typeof open>[1] = {},
): Promise<Opened> {
  const fleet = busyFleet();
  fleet.adjust(id, {
    state: { kind: 'failed', reason: { code: 'source-missing', message: '/dump does not exist' } },
    endedAt: at,
  });
  const health = seededNode('x').health;
  if (health === undefined) throw new Error('a seeded node is healthy');
  const roots = [{ path: '/data', isReadOnly: false, freeBytes: 1e9, totalBytes: 40e12 }];
  fleet.nodes = fleet.nodes.map((node) =>
    node.name === 'fra-edge-02' ? { ...node, health: { ...health, roots }, clockSkewMs: 9000 } : node,
  );
  const lists = noLists();
  lists.triggers.push({
    trigger: {
      kind: 'schedule',
      name: 'nightly-db',
      template: 'db',
      cron: '0 2 * * *',
      timeZone: 'UTC',
      overlap: 'skip',
      missed: 'skip',
      enabled: true,
    },
    declaredBy: 'user:ana',
    nextRuns: [],
    lastRun: { kind: 'refused', at, reason: { code: 'refused', message: 'a policy does not allow it' } },
  });
  lists.members.nodes.push(
    { name: 'gru-edge-01', joinedAt: 0, expiresAt: at + dayMs },
    { name: 'nyc-vault-07', joinedAt: 0, expiresAt: at + 300 * dayMs },
  );
  const opened = await open({ fleet, role, lists }, start);
  await opened.run.screen.see(/T-48213/);
  opened.run.press('8');
  await opened.run.screen.see(/nightly-db/);
  return opened;
}

test('all that needs a person is listed with its reason, the critical first', async () => {
  await using opened = await openAlerts();
  const { screen } = opened.run;
  await screen.see(/gru-edge-01 +its certificate ends 2026-11-22 14:00Z/);
  expect(screen.text).toMatch(/! CRIT T-48222 +db-dump-nightly.sql.gz failed: \/dump does not exist/);
  expect(screen.text).toMatch(/! CRIT sin-relay-05 +no heartbeat for/);
  expect(screen.text).toMatch(/! CRIT nightly-db +not started: a policy does not allow it/);
  expect(screen.text).toMatch(/WARN fra-edge-02 +\/data is nearly full/);
  expect(screen.text).toMatch(/WARN fra-edge-02 +its clock is 9 s ahead/);
  expect(screen.text).not.toContain('nyc-vault-07');
  expect(screen.text.lastIndexOf('CRIT')).toBeLessThan(screen.text.indexOf('WARN'));
});

test('Enter leads to the transfer, the node or the trigger that an alert is about', async () => {
  await using opened = await openAlerts();
  const { run } = opened;
  for (const [about, there] of [
    ['T-48222', 'fra-edge-02:/dump'],
    ['sin-relay-05', '[ Health ]'],
    ['nightly-db', '[ Schedules ]'],
  ] as const) {
    run.press('8', '/', '\u0015', about, keys.enter);
    await run.screen.see(new RegExp(`> ! CRIT ${about}`));
    run.press(keys.enter);
    await run.screen.see(there);
  }
});

test('who may not see certificates is told that they are left out', async () => {
  await using opened = await openAlerts('operator');
  await opened.run.screen.see('certificates are for admins');
  expect(opened.run.screen.text).not.toContain('its certificate');
});

test('that nothing needs anybody is said once it was looked', async () => {
  await using opened = await open({ fleet: quietFleet() });
  await opened.run.screen.see('fs2');
  opened.run.press('8');
  await opened.run.screen.see('nothing needs you now');
});

test.each([
  { columns: 80, rows: 24, letters: 'ascii' },
  { columns: 120, rows: 36, letters: 'default' },
] as const)('the alerts are drawn right on $columns by $rows in the $letters theme', async ({ letters, ...size }) => {
  await using opened = await openAlerts('operator', { size, theme: letters });
  await opened.run.screen.see(/T-48222/);
  const text = opened.run.screen.text
    .split('\n')
    .map((line) => line.trimEnd().replace(/heartbeat for \S+/, 'heartbeat for 04:12'))
    .slice(1)
    .join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot(`pictures/alerts-${size.columns}x${size.rows}-${letters}.txt`);
});

test('what is acknowledged goes below the open ones with who did it, and stays there for another console', async () => {
  await using opened = await openAlerts('operator');
  const { run, hub } = opened;
  await run.screen.see(/alerts 6/);
  run.press('g');
  await run.screen.see(/> ! CRIT T-48222/);
  run.press('a');
  await run.screen.see(/5 open, 1 answered/);
  await run.screen.see(/ack T-48222 .* ana, \d\d/);
  expect(run.screen.text.indexOf('T-48222 ')).toBeGreaterThan(run.screen.text.lastIndexOf('WARN'));
  await run.screen.see(/alerts 5/);
  expect(hub.audit.page({ action: 'alert.acknowledge', offset: 0, limit: 10 }).entries).toMatchObject([
    { who: 'user:ana', object: 'transfer/T-48222/ended' },
  ]);
});

test('a snoozed alert is quiet for the time that was chosen, and a second key opens it again', async () => {
  await using opened = await openAlerts('operator');
  const { run } = opened;
  run.press('/', 'nightly-db', keys.enter);
  await run.screen.see(/> ! CRIT nightly-db/);
  run.press('Z');
  await run.screen.see('Snooze nightly-db');
  run.press('8');
  await run.screen.see(/> snooze nightly-db .* ana until/);
  run.press('a');
  await run.screen.see(/> ! CRIT nightly-db/);
});

test('a viewer sees the alerts and is told that answering is not for the role', async () => {
  await using opened = await open({ fleet: busyFleet(), role: 'viewer' });
  await opened.run.screen.see(/T-48213/);
  opened.run.press('8');
  await opened.run.screen.see(/> ! CRIT/);
  opened.run.press('a');
  await opened.run.screen.see('not allowed: viewer role');
});

test('with the bell on a new critical alert rings and is told to the terminal, cleaned, and what was there is not', async () => {
  const fleet = busyFleet();
  await using opened = await open({ fleet }, { hasBell: true });
  const { screen } = opened.run;
  await screen.see(/alerts \d/);
  expect(screen.raw).not.toContain('\u001b]9;');
  fleet.adjust(id, {
    name: 'evil\u0007\u001b]0;x',
    state: { kind: 'failed', reason: { code: 'disk-full', message: 'no room' } },
    endedAt: fleet.now(),
  });
  await screen.until('to hear the bell', () => screen.raw.includes('\u0007\u001b]9;longhaul: T-48222: evil\\x07'));
  opened.run.press(':bell', keys.enter);
  await screen.see('alerts are quiet');
});
