/** The bundle in a real pseudo terminal, as people run it. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { startInTerminal } from '../harness/console-in-terminal.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { busyFleet, quietFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';

test('starts on the alternate screen with a dashboard of both nodes, and gives the terminal back on q', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile });
  await run.screen.see(/fs1 +ok[\s\S]*fs2 +ok/);
  expect(run.screen.isAlternate).toBe(true);
  expect(run.screen.isCursorShown).toBe(false);
  run.press('q');
  await run.screen.see('Leave the console?');
  run.press('y');
  expect((await run.exit).exitCode).toBe(0);
  expect(run.screen.isAlternate).toBe(false);
  expect(run.screen.isCursorShown).toBe(true);
  expect(run.screen.raw).not.toContain('\u001b[2J');
  expect(run.screen.raw).not.toContain('\u001b[3J');
});

test.each([
  ['Ctrl-C twice', (run: { press(...inputs: string[]): void }) => run.press('\u0003', '\u0003'), 0],
  ['SIGTERM', (run: { kill(signal: string): void }) => run.kill('SIGTERM'), 130],
  ['SIGHUP', (run: { kill(signal: string): void }) => run.kill('SIGHUP'), 130],
])('gives the terminal back on %s', async (_way, leave, code) => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile, args: ['--mouse'] });
  await run.screen.see('fs2');
  await run.screen.until('to be asked for reports', () => Object.values(run.screen.reports).every(Boolean));
  leave(run);
  expect((await run.exit).exitCode).toBe(code);
  expect(run.screen.isAlternate).toBe(false);
  expect(run.screen.isCursorShown).toBe(true);
  expect(run.screen.reports).toEqual({ mouse: false, pastes: false, focus: false });
});

test('a crash is told on the screen that stays, after the terminal was given back', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  const env = { NODE_OPTIONS: `--import=data:text/javascript,process.on('SIGUSR2',()=>{throw(new(Error)('boom'))})` };
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile, args: ['--mouse'], env });
  await run.screen.see('fs2');
  run.kill('SIGUSR2');
  expect((await run.exit).exitCode).toBe(1);
  expect(run.screen.isAlternate).toBe(false);
  expect(run.screen.isCursorShown).toBe(true);
  expect(run.screen.reports).toEqual({ mouse: false, pastes: false, focus: false });
  await run.screen.see('longhaul tui: boom (internal)');
});

test('a transfer is started from the browser by keyboard alone and seen to end', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile });
  const { screen } = run;
  await screen.see('fs2');
  run.press('3');
  await screen.see(/FROM fs1:\/data [\s\S]*TO fs2:\/data /);
  await screen.see('reel_0417/');
  await screen.see('README.md');
  run.press('jjjj', ' ');
  await screen.see('1 marked');
  run.press(keys.f5);
  await screen.see('Start 1 transfer');
  await screen.see(/fs1:\/data\/reel_0417 → fs2:\/data\/reel_0417/);
  run.press(keys.enter);
  await screen.see('T-1 started');
  // It shows in the other pane without being asked for.
  await screen.until('to see the folder at the target', () => screen.text.split('reel_0417/').length > 2);
  run.press('1');
  await screen.see(/T-1 +reel_0417 .*100% .*done/);
});

test.each([['CI'], ['GITHUB_ACTIONS']])('is interactive although %s is set', async (name) => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: quietFleet() });
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile, env: { [name]: 'true' } });
  await run.screen.see('fs2');
  run.press('6');
  await run.screen.see('2 of 2 online');
});

test('resizing from 80x24 over 120x36 to 200x60 and back leaves the same picture', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
  await using run = await startInTerminal({
    folder: folder.path,
    profile: hub.profile,
    size: { columns: 80, rows: 24 },
  });
  const { screen } = run;
  await screen.see('T-48199');
  await screen.see('nodes 6/7');
  await screen.see(/● \d+ ms/);
  const small = still(screen.text);
  run.resize({ columns: 120, rows: 36 });
  await screen.see('Current files');
  run.resize({ columns: 200, rows: 60 });
  await screen.see('CURRENT FILE');
  const corners = (): readonly string[] => screen.rows.filter((row) => /[┐┓]$/.test(row));
  await screen.until('every box to reach the edge', () => {
    return corners().length > 0 && corners().every((row) => row.length === 200);
  });
  run.resize({ columns: 120, rows: 36 });
  await screen.until(
    'to fit 120 columns',
    () => screen.text.includes('Current files') && !screen.text.includes('CURRENT FILE'),
  );
  run.resize({ columns: 80, rows: 24 });
  await screen.until('to look as before', () => still(screen.text) === small);
});

test('settings that are kept in the console are those of the next start, on the main screen and in ASCII if that is wished', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
  const file = join(folder.path, 'longhaul', 'console.yaml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '# mine\nthem: light\nstart: transfers\n');
  {
    await using run = await startInTerminal({ folder: folder.path, profile: hub.profile });
    await run.screen.see('console.yaml:2: unknown setting them; did you mean theme?');
    await run.screen.see('[2 Transfers]');
    run.press(':settings\r');
    await run.screen.see(/> theme +default/);
    run.press('G');
    await run.screen.see(/> read-only/);
    run.press('\r');
    await run.screen.see(/> read-only +true +console.yaml/);
    await run.screen.until('it to be written', () => readFileSync(file, 'utf8').includes('read-only: true'));
  }
  await using run = await startInTerminal({
    folder: folder.path,
    profile: hub.profile,
    args: ['--no-alt-screen', '--ascii'],
  });
  await run.screen.see('READ-ONLY');
  await run.screen.see('T-48213');
  expect(run.screen.isAlternate).toBe(false);
  // Names keep their letters.
  expect(run.screen.rows[2]).toMatch(/^[\x20-\x7e]+$/);
  run.press('qy');
  await run.exit;
  expect(run.screen.text).toContain('T-48213');
  expect(readFileSync(file, 'utf8')).toBe('# mine\nthem: light\nstart: transfers\nread-only: true\n');
});

test.each([
  { args: ['--screen-reader', '--mouse'], env: {} },
  { args: [], env: { INK_SCREEN_READER: 'true' } },
])('for a screen reader ($args, $env) it is sentences on the main screen, without frames and reports', async (how) => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile, ...how });
  const { screen } = run;
  await screen.see(/Row 1 of 8, selected: T-48213, name reel_0417/);
  run.press('j');
  await screen.see(/Row 2 of 8, selected: T-48220/);
  expect([screen.isAlternate, screen.reports.mouse, screen.reports.focus]).toEqual([false, false, false]);
  run.press('x');
  await screen.see('Cancel T-48220');
  run.press('\u001b');
  await screen.until('the box to be gone', () => !screen.text.includes('Cancel T-48220'));
  expect(screen.raw).not.toMatch(/[│┃─━┌┏█▏·]/);
  run.press('q');
  await screen.see('Leave the console?');
  run.press('y');
  expect((await run.exit).exitCode).toBe(0);
});

test('without a profile it says so in one line and exits 3', async () => {
  await using folder = await tempFolder();
  await using run = await startInTerminal({ folder: folder.path, profile: undefined });
  expect((await run.exit).exitCode).toBe(3);
  expect(run.screen.raw.trimEnd().split('\n')).toHaveLength(1);
  expect(run.screen.raw).toMatch(/^longhaul tui: there is no profile default at .*\(no-profile\)\. /);
});

test('a hub that is down is retried in sight, and a hub that goes away turns the picture grey until it is back', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
  const { profile } = hub;
  await hub.vanish();
  await using run = await startInTerminal({ folder: folder.path, profile });
  const { screen } = run;
  await screen.see(/hub away, retry in \d+ s/);
  await screen.see('cannot reach the hub');
  await hub.appear();
  await screen.see('T-48213');
  await hub.vanish();
  await screen.see(/data 00:\d\d old, retry in \d+ s/);
  expect(screen.text).toContain('T-48213');
  run.press('p');
  await screen.see('pause or resume: the hub is away');
  await hub.appear();
  await screen.see(/● ?\d* ?m?s? +nodes 6\/7/);
});

/** Without what goes on by itself: the clock, the round trip, the count-downs. */
function still(text: string): string {
  return text
    .replace(/slowed to \d\/s {2}/, '')
    .replaceAll(/\d\d:\d\d:\d\dZ/g, '')
    .replace(/● *(\d+ ms)? */, '● ')
    .replaceAll(/WAIT \d\d:\d\d/g, 'WAIT')
    .replaceAll(/~\d\d:\d\dZ/g, '');
}
