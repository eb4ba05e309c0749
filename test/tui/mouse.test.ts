/** The mouse: what its reports are, and what a click and the wheel do where they are. */
import { expect, test } from 'vitest';
import { mouseReport } from '../../tui/terminal/mouse.ts';
import type { ConsoleRun } from '../harness/console-in-process.ts';
import { open } from './open-console.ts';

const wheelDown = 65;
const wheelUp = 64;

/** Where this text is now; a button goes down and up again. */
function click(run: ConsoleRun, text: string, button = 0): void {
  const row = run.screen.rows.findIndex((line) => line.includes(text));
  const place = `${button};${run.screen.cellOf(row, text) + 1};${row + 1}`;
  run.press(`\u001b[<${place}M\u001b[<${place}m`);
}

test.each([
  ['\u001b[<0;1;1M', { kind: 'press', column: 0, row: 0 }],
  ['\u001b[<64;120;36M', { kind: 'wheel-up', column: 119, row: 35 }],
  ['\u001b[<65;3;4M', { kind: 'wheel-down', column: 2, row: 3 }],
  ['\u001b[<0;1;1m', 'other'],
  ['\u001b[<2;1;1M', 'other'],
  ['\u001b[A', undefined],
  ['j', undefined],
])('the report %j is %j', (key, report) => {
  expect(mouseReport(key)).toEqual(report);
});

test('a click chooses a row, a list and a tab; the wheel scrolls what lies under it', async () => {
  await using opened = await open({}, { hasMouse: true, size: { columns: 120, rows: 30 } });
  const { run } = opened;
  await run.screen.see(/┃> T-48213/);
  click(run, 'T-48222');
  await run.screen.see(/┃> T-48222/);
  click(run, 'nyc-vault-07 ');
  await run.screen.see(/┃> nyc-vault-07/);
  run.press('j');
  await run.screen.see(/┃> (?!nyc-vault-07)/);
  click(run, '2 Transfers');
  await run.screen.see('[2 Transfers]');
  await run.screen.see(/┃> T-48213/);
  run.resize({ columns: 120, rows: 9 });
  await run.screen.see('1-4 of 8');
  click(run, 'T-48213', wheelDown);
  click(run, 'PROGRESS', wheelDown);
  await run.screen.see('T-48199');
  expect(run.screen.text).not.toContain('T-48213');
  click(run, 'T-48199', wheelUp);
  click(run, 'PROGRESS', wheelUp);
  await run.screen.see('T-48213');
});

test('M gives the mouse to the console and back to the terminal, and boxes are not passed by it', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/┃> T-48213/);
  expect(run.screen.reports.mouse).toBe(false);
  run.press('M');
  await run.screen.until('reports', () => run.screen.reports.mouse);
  await run.screen.see('Shift selects text');
  run.press('x');
  await run.screen.see(/Cancel/);
  click(run, '2 Transfers');
  click(run, 'T-48222');
  run.press('n', 'M');
  await run.screen.until('no reports', () => !run.screen.reports.mouse);
  expect(run.screen.text).toMatch(/┃> T-48213/);
  expect(run.screen.text).toContain('[1 Overview]');
});
