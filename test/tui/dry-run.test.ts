/** What a transfer would do, asked for before it is started. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { planAnswer } from '../harness/plan-answer.ts';
import { open } from './open-console.ts';

const answer = planAnswer('pipe');

async function browsing() {
  const opened = await open({ fleet: quietFleet() });
  await opened.run.screen.see('fs2');
  opened.run.press('3');
  await opened.run.screen.see('manifest.json');
  return opened;
}

test.each([
  { key: keys.enter, name: 'Enter' },
  { key: 't', name: 't' },
  { key: 'y', name: 'y' },
])('the box of what is to be sent shows what is new, changed, same and extra, and $name starts it', async ({ key }) => {
  await using opened = await browsing();
  const { run, hub } = opened;
  hub.plan = async () => answer;
  run.press('t');
  await run.screen.see('Start 1 transfer');
  run.press('d');
  await run.screen.see(/NEW +18,440 files +404/);
  const shown = run.screen.text;
  expect(shown).toMatch(/CHANGED +1 file +48/);
  expect(shown).toMatch(/SAME +1 file[\s\S]*EXTRA +5 files[\s\S]*ROOM[\s\S]*TIME +about 01:00/);
  expect(shown).toContain('! pipe is a pipe, and is not copied');
  const sizes = [...shown.matchAll(/(?:NEW|CHANGED|SAME|EXTRA|ROOM) .*? [kMGT]?B/g)].map(([text]) => text.length);
  expect(sizes).toHaveLength(5);
  expect(new Set(sizes).size).toBe(1);
  run.press(key);
  await run.screen.see('T-1 started');
});

test('nothing is started while both sides are still looked at', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  const looked = Promise.withResolvers<typeof answer>();
  hub.plan = () => looked.promise;
  run.press('t', 'd');
  await run.screen.see('looking at both sides');
  run.press('y', keys.enter, 't');
  await run.screen.see('both sides are still looked at');
  looked.resolve(answer);
  await run.screen.see(/NEW +18,440 files/);
  expect(hub.fleet.transfers.size).toBe(0);
});

test('what can be answered is in the box on a small terminal too', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  hub.plan = async () => answer;
  run.resize({ columns: 44, rows: 16 });
  run.press('t');
  await run.screen.see(/start +d dry run[\s\S]*o options[\s\S]*Esc not now/);
  run.press('d');
  await run.screen.see(/NEW +18,440 files[\s\S]*start +Esc not now/);
});

test('whoever closes the box while both sides are looked at stops the looking', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  let stopped = 0;
  hub.plan = async (_request, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    stopped += 1;
    throw signal.reason;
  };
  run.press('t', 'd');
  await run.screen.see('looking at both sides');
  run.press(keys.esc);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('Dry run'));
  await run.screen.until('the hub to hear of it', () => stopped === 1);
  expect(hub.fleet.transfers.size).toBe(0);
});

test('a plan that is refused says why, and an older node does not tell new from changed', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  run.press('t', 'd');
  await run.screen.see('this hub makes no plans');
  run.press(keys.esc);
  await run.screen.until('the box to be gone', () => !run.screen.text.includes('Dry run'));
  const { changed: _, extra: __, examples: ___, ...older } = answer.plan;
  hub.plan = async () => ({ plan: older, findings: [] });
  run.press('=');
  await run.screen.see(/NEW OR CHANGED +18,441 files/);
  expect(run.screen.text).not.toContain('EXTRA');
});
