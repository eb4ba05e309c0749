/** The box about the file under the cursor. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { file, folder, quietFleet } from '../harness/fleet-seeds.ts';
import { open } from './open-console.ts';

test('the box has the whole name, escaped and spelled out, with size, time and kind', async () => {
  const name = `two\nlines 🇩🇪 ${'long '.repeat(30)}end.mov`;
  const folders = { 'fs1:/data': [folder('sub'), file(name, 1_234_567)], 'fs2:/data': [] };
  await using opened = await open({ fleet: quietFleet({ folders }) });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('two\\x0alines');
  run.press('G', 'i');
  await run.screen.see(/name {2,}two\\x0alines DE long long/);
  expect(run.screen.text).toMatch(/long end\.mov/);
  expect(run.screen.text).toContain('\\u{1f1e9}\\u{1f1ea}');
  expect(run.screen.text).toMatch(/size +1\.2 MB \(1,234,567 bytes\)/);
  expect(run.screen.text).toMatch(/kind +file[\s\S]*modified +2026-11-21 12:03:27Z/);
  run.press(keys.esc);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('modified '));
  run.press('k', '\u001bOR');
  await run.screen.see(/━ Folder ━[\s\S]*kind +folder[\s\S]*size +# counts it/);
});

test('a file of a transfer says how it stands, and why it failed', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press(keys.enter);
  // The box says what the row said: its file must be known as one under way, not only as one of the backlog.
  await run.screen.see(/\[ Files \][\s\S]*> shots\/0417_A012_C003[^\n]* sending[\s\S]*lut\/show_v3/);
  run.press('i');
  await run.screen.see(/state +sending[\s\S]*moved +5\.\d GB, 54\.0 MB\/s/);
  run.press(keys.enter, 'f');
  await run.screen.see(/\[ Failed \][\s\S]*> stills\/0417_0009.dng/);
  run.press('i');
  await run.screen.see(/state +failed[\s\S]*reason +cannot open stills\/0417_0009\.dng/);
});

test('f gives a pane the whole width, and + and _ move the line between two', async () => {
  await using opened = await open({ fleet: quietFleet() });
  const { run } = opened;
  await run.screen.see('fs2');
  run.press('f');
  await run.screen.until(
    'the transfers alone',
    () => !run.screen.text.includes('━ Nodes') && !run.screen.text.includes('─ Nodes'),
  );
  run.press('f');
  await run.screen.see('Nodes');
  run.press('3');
  await run.screen.see('manifest.json');
  const edge = (): number => run.screen.cells(2).indexOf('┓');
  expect(edge()).toBe(59);
  run.press('+');
  await run.screen.until('a wider pane', () => edge() === 71);
  run.press(keys.tab, '+', '+');
  await run.screen.until('a wider pane on the right', () => run.screen.cells(2).indexOf('┐') === 47);
  run.press('_', 'f');
  await run.screen.until('the right pane alone', () => edge() === 119 && !run.screen.text.includes('FROM fs1'));
  run.press('+');
  await run.screen.see('the other pane is not shown');
});
