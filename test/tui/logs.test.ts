/** The view of logs, against a hub whose logs exist in memory. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { FakeLog } from '../harness/fake-log.ts';
import { type Opened, open } from './open-console.ts';

function filled(count: number): FakeLog {
  const log = new FakeLog();
  for (let index = 1; index <= count; index += 1) log.add(`line ${index}`);
  return log;
}

async function openLogs(
  logs: Readonly<Record<string, FakeLog>>,
  start: Parameters<typeof open>[1] = {},
): Promise<Opened> {
  const opened = await open({ role: 'admin' }, start);
  for (const [node, log] of Object.entries(logs)) opened.hub.logs.set(node, log);
  await opened.run.screen.see(/> T-48213/);
  return opened;
}

test('the log of the hub is followed, paused by leaving its end, and says how much came meanwhile', async () => {
  const log = filled(60);
  await using opened = await openLogs({ hub: log });
  const { run } = opened;
  run.press('7');
  await run.screen.see(/Log of hub .* follow /);
  await run.screen.see(/> +14:00:59.000 INFO +line 60/);
  log.add('line 61');
  await run.screen.see(/> +14:01:00.000 INFO +line 61/);
  run.press('k');
  await run.screen.see('paused, 0 newer: F follows');
  log.add('line 62');
  log.add('line 63');
  await run.screen.see('paused, 2 newer: F follows');
  expect(run.screen.text).toMatch(/> +14:00:59.000 INFO +line 60/);
  run.press('F');
  await run.screen.see(/> +14:01:02.000 INFO +line 63/);
  await run.screen.see(/Log of hub .* follow /);
});

test('a search goes from match to match, also to those that were not read yet, and back to the end', async () => {
  const log = filled(2000);
  await using opened = await openLogs({ hub: log });
  const { run } = opened;
  run.press('7');
  await run.screen.see(/> .*line 2000/);
  run.press('/line 19', keys.enter);
  await run.screen.see(/> \* .*line 1999/);
  run.press('N', 'N');
  await run.screen.see(/> \* .*line 1997/);
  run.press('n');
  await run.screen.see(/> \* .*line 1998/);
  run.press('/\u0015line 77', keys.enter, 'N');
  await run.screen.see(/> \* .*line 779/);
  await run.screen.see(/or more newer|paused, 1,221 newer/);
  run.press('N');
  await run.screen.see(/> \* .*line 778/);
  run.press('/\u0015nowhere', keys.enter, 'N');
  await run.screen.see("nothing before this has 'nowhere'");
  run.press('F');
  await run.screen.see(/> +14:33:19.000 INFO +line 2000/);
});

test('going up reads older lines to the first, and the cursor keeps its line', async () => {
  await using opened = await openLogs({ hub: filled(1200) });
  const { run } = opened;
  run.press('7');
  await run.screen.see('of 500');
  run.press('g');
  await run.screen.see(/> .*line 701/);
  await run.screen.see('of 1,000');
  expect(run.screen.text).toMatch(/> .*line 701/);
  run.press('g');
  await run.screen.see('of 1,200');
  run.press('g');
  await run.screen.see(/> .*line 1 /);
});

test('the level, the node and the transfer choose what is shown', async () => {
  const one = new FakeLog();
  one.add('attached');
  one.add('cannot read', { level: 'error', fields: { transfer: 'T-48213', code: 'io-error' } });
  one.add('cannot write', { level: 'warn', fields: { transfer: 'T-4' } });
  await using opened = await openLogs({ 'lon-ingest-01': one });
  const { run } = opened;
  run.press('L');
  await run.screen.see('only T-48213');
  await run.screen.see('cannot read transfer=T-48213 code=io-error');
  expect(run.screen.text).not.toContain('cannot write');
  run.press('h', 'lon', keys.enter);
  await run.screen.see('cannot write');
  await run.screen.see('attached');
  run.press('LLL');
  await run.screen.see('warn and worse');
  await run.screen.until('lines below the level to be gone', () => !run.screen.text.includes('attached'));
  run.press('h');
  await run.screen.see('sin-relay-05  (offline)');
  run.press('sin', keys.enter);
  await run.screen.see('not read: sin-relay-05 is away');
  run.press('6', 'g', 'L');
  await run.screen.see('Log of fra-edge-02');
});

test('an operator is told why there are no logs, and the hub is not asked', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213/);
  run.press('L');
  await run.screen.see('not allowed: operator role');
  run.press('7');
  await run.screen.see('logs name addresses, accounts and who was refused');
  expect(hub.asked.filter((name) => name.startsWith('read-log'))).toEqual([]);
});

test('without the hub nobody claims to follow, and what comes later is read when it is back', async () => {
  const log = filled(3);
  await using opened = await openLogs({ hub: log });
  const { run, hub } = opened;
  run.press('7');
  await run.screen.see(/> .*line 3/);
  await hub.vanish();
  await run.screen.see('not read: the hub is away');
  log.add('line 4');
  await hub.appear();
  await run.screen.see(/> .*line 4/);
  await run.screen.see(/Log of hub .* follow /);
});

test.each([
  { columns: 80, rows: 24, theme: 'default' },
  { columns: 80, rows: 24, theme: 'ascii' },
  { columns: 120, rows: 36, theme: 'default' },
  { columns: 200, rows: 60, theme: 'default' },
] as const)(
  'long, wide and hostile lines at $columns x $rows ($theme), whole in the box and wrapped in the list',
  async ({ columns, rows, theme }) => {
    const log = filled(30);
    log.add('日本語の報告書 を書いた', { fields: { part: 'runs' } });
    log.add('evil\u001b[2J\nline', { level: 'warn' });
    log.add(`${'a long line '.repeat(25)}ends here`, { level: 'error', fields: { code: 'io-error' } });
    await using opened = await openLogs({ hub: log }, { size: { columns, rows }, theme });
    const { run } = opened;
    run.press('7');
    await run.screen.see(/> .*ERROR/);
    // Without the frame around every screen.
    const picture = (): string => run.screen.rows.slice(2, -1).join('\n');
    const name = `pictures/logs-${columns}x${rows}-${theme}`;
    await expect(`${picture()}\n`).toMatchFileSnapshot(`${name}.txt`);
    run.press('w');
    await run.screen.see('wrap on');
    await run.screen.see('ends here code=io-error');
    await expect(`${picture()}\n`).toMatchFileSnapshot(`${name}-wrapped.txt`);
  },
);
