/** What is taken out of a list, and a picture that stands still. */
import { expect, test } from 'vitest';
import { transferId } from '../../src/runtime/identifier.ts';
import { keys } from '../harness/console-in-process.ts';
import { open } from './open-console.ts';

function clipboard(raw: string): readonly string[] {
  return raw
    .split('\u001b]52;c;')
    .slice(1)
    .map((rest) => Buffer.from(rest.slice(0, rest.indexOf('\u0007')), 'base64').toString());
}

test('y offers id, places and row of a transfer, hands the chosen one to the terminal, and leaves it in sight', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('y');
  await run.screen.see('2 source');
  run.press('2');
  await run.screen.see('Copied: source');
  expect(clipboard(run.screen.raw)).toEqual(['lon-ingest-01:/data/reels/0417']);
  await run.screen.see('lon-ingest-01:/data/reels/0417');
  run.press(keys.enter);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('Copied'));
  run.press('y', keys.enter);
  await run.screen.see('Copied: id');
  expect(clipboard(run.screen.raw).at(-1)).toBe('T-48213');
});

test('Y is the command line of what is under the cursor, and after a change that of the change', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('Y');
  await run.screen.see('Copied: command');
  expect(clipboard(run.screen.raw)).toEqual(['longhaul hub --show T-48213']);
  run.press(keys.enter, 'p');
  await run.screen.see('T-48213 is paused');
  run.press('Y');
  await run.screen.see('longhaul hub --pause T-48213');
  expect(clipboard(run.screen.raw).at(-1)).toBe('longhaul hub --pause T-48213');
});

test('a stopped picture keeps what it showed, says how old that is, and goes on with what came meanwhile', async () => {
  await using opened = await open();
  const { run, hub } = opened;
  await run.screen.see(/> T-48213 .*RUN/);
  run.press('z');
  await run.screen.see(/FROZEN 00:\d\d \(z goes on\)/);
  hub.fleet.change(transferId(48213), () => ({ kind: 'paused' }));
  await run.screen.see(/FROZEN 00:(0[2-9]|[1-9])/);
  expect(run.screen.text).toMatch(/> T-48213 .*RUN/);
  run.press('z');
  await run.screen.see(/T-48213 .*PAUSED/);
  expect(run.screen.text).not.toContain('FROZEN');
  run.press('z');
  await run.screen.see('FROZEN');
  await hub.vanish();
  await run.screen.see('hub away');
  await hub.appear();
  run.press('6');
  await run.screen.see('6 of 7 online');
  expect(run.screen.text).not.toContain('FROZEN');
});
