/** What is done to several marked transfers at once, on a real screen. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { type Opened, open } from './open-console.ts';

const states = ({ hub }: Opened, ...numbers: readonly number[]): readonly string[] =>
  numbers.map((number) => hub.fleet.transfer(`T-${number}`).state.kind);

/** The list of transfers with its first three marked: 48213, 48220 and 48221 run. */
async function openMarked(hubOptions: Parameters<typeof open>[0] = {}): Promise<Opened> {
  const opened = await open(hubOptions);
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('2');
  await run.screen.see(/\[2 Transfers\]/);
  await run.screen.see(/T-48213/);
  run.press('   ');
  await run.screen.see('3 marked');
  return opened;
}

test('marked transfers are paused together, and U takes all of that back', async () => {
  await using opened = await openMarked();
  const { run } = opened;
  expect(run.screen.text).toMatch(/\* T-48213[\s\S]*\* T-48220[\s\S]*\* T-48221/);
  run.press('p');
  await run.screen.see('3 transfers are paused   U undoes');
  expect(states(opened, 48_213, 48_220, 48_221, 48_222)).toEqual(['paused', 'paused', 'paused', 'transferring']);
  run.press('U');
  await run.screen.see('undone: 3 transfers go on');
  expect(states(opened, 48_213, 48_220, 48_221)).toEqual(['transferring', 'transferring', 'transferring']);
});

test('a cap and a priority are set for all that are marked', async () => {
  await using opened = await openMarked();
  const { run, hub } = opened;
  run.press('b');
  await run.screen.see('cap of 3 transfers');
  run.press('\u0015', '20M', keys.enter);
  await run.screen.see('3 transfers have another bandwidth cap');
  run.press('>');
  await run.screen.see('3 transfers have another priority');
  const changed = ['T-48213', 'T-48220', 'T-48221'].map((id) => hub.fleet.transfer(id));
  expect(changed.map(({ options, priority }) => [options.bwlimit, priority])).toEqual(
    Array.from({ length: 3 }, () => [20_971_520, 'high']),
  );
  run.press('U');
  await run.screen.see('undone: 3 transfers have another priority');
  expect(hub.fleet.transfer('T-48220').priority ?? 'normal').toBe('normal');
});

test('cancelling several takes their number, typed; neither Enter nor y alone does it', async () => {
  await using opened = await openMarked();
  const { run } = opened;
  run.press('x');
  await run.screen.see('Cancel 3 transfers');
  run.press(keys.enter);
  await run.screen.see('type 3 first');
  run.press('y', keys.enter);
  expect(states(opened, 48_213)).toEqual(['transferring']);
  run.press('\u0015', '3', keys.enter);
  await run.screen.see('3 transfers are cancelled; what was copied stays');
  expect(states(opened, 48_213, 48_220, 48_221, 48_222)).toEqual([
    'cancelled',
    'cancelled',
    'cancelled',
    'transferring',
  ]);
});

test('what cannot be changed is said by name, and the others are', async () => {
  await using opened = await openMarked();
  const { run, hub } = opened;
  hub.fleet.transfers.delete('T-48220');
  run.press('p');
  await run.screen.see(/2 transfers are paused {3}U undoes; T-48220 not: /);
  expect(states(opened, 48_213, 48_221)).toEqual(['paused', 'paused']);
});

test('a viewer may mark, and is told that changing is not theirs', async () => {
  await using opened = await openMarked({ role: 'viewer' });
  opened.run.press('x');
  await opened.run.screen.see('cancel (asks): not allowed: viewer role');
  opened.run.press('u');
  await opened.run.screen.until('no mark to be left', () => !opened.run.screen.text.includes('marked'));
});

test('marks survive a hub that goes away and comes back', async () => {
  await using opened = await openMarked();
  const { run, hub } = opened;
  await hub.vanish();
  await run.screen.see(/hub away/);
  await hub.appear();
  await run.screen.until('the hub to be back', () => !run.screen.text.includes('hub away'));
  expect(run.screen.text).toContain('3 marked');
  run.press('p');
  await run.screen.see('3 transfers are paused');
});
