/** The dry run below the panes of the browser: asked for once, and then renewed as marks change. */
import { expect, test } from 'vitest';
import type { PlanAnswer, PlanRequest } from '../../src/model/plan-request.ts';
import { keys } from '../harness/console-in-process.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { planAnswer } from '../harness/plan-answer.ts';
import { open } from './open-console.ts';

const answer = planAnswer('pipe');

async function browsing() {
  const opened = await open({ fleet: quietFleet() });
  const asked: PlanRequest[] = [];
  const { hub, run } = opened;
  hub.plan = async (request) => {
    asked.push(request);
    return answer;
  };
  await run.screen.see('fs2');
  run.press('3');
  await run.screen.see('manifest.json');
  return { ...opened, asked, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

function withCopy(files: number): PlanAnswer {
  return { ...answer, plan: { ...answer.plan, copy: { files: files + 1, bytes: 1e9 } } };
}

test('nothing is looked at before it is asked for; then marks renew it, and each kind has a name', async () => {
  await using opened = await browsing();
  const { run, asked } = opened;
  run.press('j', ' ');
  await run.screen.see('1 marked');
  expect(asked).toEqual([]);
  run.press('=');
  await run.screen.see(/1 marked → fs2:\/data +about 01:00 +t sends/);
  expect(run.screen.text).toMatch(/NEW +18,440 files +404 GB +shots\/a\.mov/);
  expect(run.screen.text).toMatch(/CHANGED +1 file +48\.0 kB +manifest\.json/);
  expect(run.screen.text).toMatch(
    /SAME [^\n]* pipe[\s\S]*EXTRA [^\n]* README\.md[\s\S]*ROOM +404 GB needed, 12\.4 TB free/,
  );
  expect(run.screen.text).toMatch(/PROBLEM +1 +pipe is a pipe, and is not copied/);
  run.press(' ');
  await run.screen.see(/2 marked → fs2:\/data +about 01:00/);
  await run.screen.until('the plan of both', () => asked.length === 2);
  expect(asked[1]?.options.selection?.rules).toHaveLength(2);
  run.press(keys.esc);
  await run.screen.until('the plan to be gone', () => !run.screen.text.includes('Plan (dry run)'));
  run.press(' ');
  await run.screen.see('3 marked');
  expect(asked).toHaveLength(2);
});

test('while one look goes on no other begins: it is stopped, and the last wish follows', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  let underWay = 0;
  let most = 0;
  const rules: number[] = [];
  hub.plan = async ({ options }, signal) => {
    underWay += 1;
    most = Math.max(most, underWay);
    const count = options.selection?.rules.length ?? 1;
    rules.push(count);
    // Those before it take for ever.
    if (count < 4) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    underWay -= 1;
    signal.throwIfAborted();
    return withCopy(count);
  };
  run.press('j', ' ', '=');
  await run.screen.see('counting');
  run.press(' ', ' ');
  await run.screen.see('3 marked');
  run.press(' ');
  await run.screen.see(/NEW +4 files/);
  expect(most).toBe(1);
  expect(rules.at(-1)).toBe(4);
});

test('what is looked at again is grey, and no other folder is looked through unasked', async () => {
  await using opened = await browsing();
  const { run, hub, asked } = opened;
  run.press('j', ' ', '=');
  await run.screen.see(/NEW +18,440 files/);
  const row = (): number => run.screen.rows.findIndex((line) => line.includes('18,440 files'));
  expect(run.screen.isDim(row())).toBe(false);
  const next = Promise.withResolvers<PlanAnswer>();
  hub.plan = () => next.promise;
  run.press(' ');
  await run.screen.until('the old figures to be grey', () => run.screen.cellIsDim(row(), '18,440'));
  next.resolve(withCopy(7));
  await run.screen.see(/NEW +7 files/);
  run.press('u');
  await run.screen.see('nothing marked: = looks at the whole folder');
  expect(asked).toHaveLength(1);
  run.press('=');
  await run.screen.see(/the whole folder → fs2:\/data/);
  run.press('=');
  await run.screen.see('nothing marked: t sends what is in');
});

test('the dry run is two lines on a small terminal, and one that fails says why', async () => {
  await using opened = await browsing();
  const { run, hub } = opened;
  run.resize({ columns: 80, rows: 24 });
  run.press('=');
  await run.screen.see(/18,440 new {2}1 changed {2}1 same {2}5 extra {2}1 problem {2}404 GB {2}about 01:00/);
  expect(run.screen.text).toMatch(/the whole folder → fs2:\/data +free 12\.4 TB +t sends/);
  run.press('=');
  await run.screen.see('nothing marked: t sends');
  hub.plan = undefined;
  run.press('=');
  await run.screen.see('this hub makes no plans');
});
