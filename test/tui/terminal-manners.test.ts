/** What the built console makes of terminals as they are: in a hurry, stalled, taken away for a while, small, without colours. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transferId } from '../../src/runtime/identifier.ts';
import { startInTerminal, type TerminalStart } from '../harness/console-in-terminal.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { busyFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let hub: FakeHub;

beforeAll(async () => {
  folder = await tempFolder();
  hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const start = (change: Partial<TerminalStart> = {}) =>
  startInTerminal({ folder: folder.path, profile: hub.profile, ...change });

const cursorRow = (rows: readonly string[]): number => rows.findIndex((row) => /┃> T-/.test(row));

test('of keys that arrive in one read each counts, and a paste is text', async () => {
  await using run = await start();
  const { screen } = run;
  await screen.see(/> T-48213/);
  const first = cursorRow(screen.rows);
  run.press('jjjk');
  await screen.until('the cursor two rows down', () => cursorRow(screen.rows) === first + 2);
  run.press('/edge\r');
  await screen.see(/\/ edge +\d+ shown/);
  // As keys this would leave the console.
  run.press('\u001b[200~q\ry\u001b[201~', ':');
  await screen.see('━ Commands ━');
  run.press('\u001b[200~theme\nlight\u001b[201~');
  await screen.see('theme.light');
  expect(screen.text).toContain(':theme light');
});

test('a terminal that is not read stops the console alone: the hub keeps the link, and only the newest is drawn then', async () => {
  await using run = await start({ size: { columns: 200, rows: 60 } });
  const { screen } = run;
  await screen.see(/> T-48213/);
  const greetings = (): number => hub.asked.filter((name) => name === 'who-am-i').length;
  const before = { greetings: greetings(), memory: residentBytes(run.pid) };
  const goOn = run.stall();
  // More whole screens than the kernel keeps for a reader.
  for (let count = 0; count < 30; count += 1) run.press('\u000c');
  for (let step = 1; step <= 20; step += 1) {
    hub.fleet.adjust(transferId(48213), { name: `step-${step}-` });
    await delay(50);
  }
  expect(residentBytes(run.pid) - before.memory).toBeLessThan(100e6);
  goOn();
  await screen.see('step-20-');
  expect(screen.raw.match(/step-\d+-/g)?.filter((step) => step !== 'step-20-').length).toBeLessThan(20);
  expect(greetings()).toBe(before.greetings);
});

test('Ctrl-Z gives the shell its terminal as it was, fg brings the console back, and so does a crash after that', async () => {
  const crash = `--import=data:text/javascript,process.on('SIGUSR2',()=>{throw(new(Error)('boom'))})`;
  await using run = await start({
    command: ['bash', '--norc', '--noprofile', '-i'],
    env: { PS1: '$ ', NODE_OPTIONS: crash },
  });
  const { screen } = run;
  await screen.see('$ ');
  run.press('cd; stty -g >before; $LONGHAUL tui --mouse\r');
  await screen.see(/> T-48213/);
  await screen.until('pastes to be asked for', () => screen.reports.pastes);
  run.press('\u001a');
  await screen.see('Stopped');
  expect([screen.isAlternate, screen.isCursorShown, screen.reports.mouse, screen.reports.focus]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  run.press('stty -g >stopped; cmp before stopped && echo the-"same"\r');
  await screen.see('the-same');
  hub.fleet.adjust(transferId(48220), { name: 'changed-meanwhile' });
  run.press('fg\r');
  await screen.see('changed-meanwhile');
  expect([screen.isAlternate, screen.isCursorShown, screen.reports.mouse, screen.reports.focus]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  run.press('2');
  await screen.see('[2 Transfers]');
  run.press('\u001a');
  await screen.see('Stopped');
  run.press('fg\r');
  await screen.see('[2 Transfers]');
  run.press('\u001a');
  await screen.until('the shell', () => !screen.isAlternate);
  run.press('clear; kill -USR2 %1; fg\r');
  await screen.see('longhaul tui: boom (internal)');
  run.press('stty -g >crashed; cmp before crashed && echo still-"same"\r');
  await screen.see('still-same');
  expect([screen.isAlternate, screen.isCursorShown, screen.reports.mouse, screen.reports.focus]).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

test('Ctrl-Z where no shell could bring it back leaves the console where it is', async () => {
  await using run = await start();
  await run.screen.see(/> T-48213/);
  run.press('\u001a');
  await run.screen.until('to have tried', () => run.screen.raw.split('\u001b[?1049h').length === 3);
  run.press('2');
  await run.screen.see('[2 Transfers]');
  expect(run.screen.isAlternate).toBe(true);
});

test('on a terminal that is too small it works, and says that it is', async () => {
  await using run = await start({ size: { columns: 120, rows: 36 } });
  const { screen } = run;
  await screen.see(/> T-48213/);
  for (const size of [
    { columns: 79, rows: 30 },
    { columns: 40, rows: 10 },
    { columns: 20, rows: 5 },
    { columns: 90, rows: 23 },
  ]) {
    run.resize(size);
    await screen.see('80x24');
  }
  run.resize({ columns: 80, rows: 24 });
  await screen.until('nothing to complain of', () => !screen.text.includes('80x24'));
  await screen.see(/> T-48213/);
});

test('without colours, and in a locale of bytes, it draws in ASCII and the cursor row shows', async () => {
  await using run = await start({ env: { NO_COLOR: '1', LANG: '', LC_ALL: 'C', COLORTERM: 'truecolor' } });
  const { screen } = run;
  await screen.see(/> T-48213/);
  expect(screen.colours.size).toBe(0);
  expect(screen.isInverse(screen.rows.findIndex((row) => row.includes('> T-48213')))).toBe(true);
  expect(screen.rows[2]).toMatch(/^[\x20-\x7e]+$/);
});

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
