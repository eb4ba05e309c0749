/** Admin: who is let in, revoking by the typed name, inviting with a token that is shown once. */
import { expect, test } from 'vitest';
import { keys } from '../harness/console-in-process.ts';
import { seededLists } from '../harness/fake-lists.ts';
import { quietFleet } from '../harness/fleet-seeds.ts';
import { type Opened, open } from './open-console.ts';

async function opened(
  options: Parameters<typeof open>[0] = {},
  start: Parameters<typeof open>[1] = {},
): Promise<Opened> {
  const fleet = quietFleet();
  const made = await open({ fleet, role: 'admin', lists: seededLists(fleet.now()), ...options }, start);
  await made.run.screen.see('nodes 2/2');
  made.run.press('9');
  return made;
}

test('users, node certificates, open tokens, API keys and policies are listed, with what ends', async () => {
  await using made = await opened();
  const { run } = made;
  await run.screen.see(/> ana +admin +in \d+ d/);
  expect(run.screen.text).toMatch(/raj +operator +ended \d\d-\d\d/);
  run.press(']');
  await run.screen.see(/> fs1 +in \d+ d/);
  run.press(']');
  await run.screen.see(/> mei +user +viewer +in [\d:]+.* ana/);
  run.press(']');
  await run.screen.see(/> ci +operator +look, transfer/);
  run.press(']');
  await run.screen.see(/> ingest +role:operator +fs1:\/srv\/in/);
  run.press('D');
  await run.screen.see('policies are edited with longhaul hub --apply');
});

test('nobody is revoked before the whole name is typed', async () => {
  await using made = await opened();
  const { run, hub } = made;
  await run.screen.see('> ana');
  run.press('j', 'D');
  await run.screen.see('Revoke user raj');
  run.press('ra', keys.enter, 'y');
  await run.screen.see('[ray ');
  expect(hub.lists.members.users).toHaveLength(2);
  run.press('\u0015', 'raj');
  await run.screen.until('the lock to open', () => !run.screen.text.includes('revoke (locked)'));
  run.press(keys.enter);
  await run.screen.see('user raj is let in no more');
  expect(hub.lists.members.users.map(({ name }) => name)).toEqual(['ana']);
  run.press(']', ']');
  await run.screen.see('> mei');
  run.press('D', 'mei', keys.enter);
  await run.screen.see('the token for mei let nobody in');
  expect(hub.lists.members.tokens).toEqual([]);
});

test('who is invited gets a role, and the token is shown this once', async () => {
  await using made = await opened();
  const { run, hub } = made;
  await run.screen.see('> ana');
  run.press('n');
  await run.screen.see('[a user, viewer]');
  run.press(keys.tab, 'not a name', keys.enter);
  await run.screen.see(/! \S+/);
  run.press('\u0015', 'tom', keys.enter);
  await run.screen.see('Token for tom');
  await run.screen.see(/lh1\.tom\.a+/);
  expect(hub.lists.members.tokens.at(-1)).toMatchObject({ kind: 'user', name: 'tom', role: 'operator' });
  run.press(keys.esc);
  await run.screen.until('the token to be gone', () => !run.screen.text.includes('lh1.tom'));
});

test('who may not administer sees why, and the hub is not even asked', async () => {
  await using made = await opened({ role: 'operator' });
  const { run } = made;
  await run.screen.see('for admins: the role operator is not shown who is let in');
  run.press('n');
  await run.screen.see('not allowed: operator role');
});

test.each([
  { columns: 80, rows: 24, theme: 'ascii' },
  { columns: 120, rows: 36, theme: 'default' },
  { columns: 200, rows: 60, theme: 'default' },
] as const)('at $columns by $rows every line of its lists and boxes ends at the edge ($theme)', async (look) => {
  const { columns, rows, theme } = look;
  await using made = await opened({}, { size: { columns, rows }, theme });
  const { run } = made;
  await run.screen.see('> ana');
  for (const seen of ['> fs1', '> mei', '> ci', '> ingest']) {
    run.press(']');
    await run.screen.see(seen);
    if (theme === 'ascii') expect(run.screen.text).toMatch(/^[\x20-\x7e\n]*$/);
    else expect(run.screen.rows.filter((row) => /[┐┓┘┛]$/.test(row)).every((row) => row.length === columns)).toBe(true);
  }
  run.press('n');
  await run.screen.see('make the token');
  if (theme === 'ascii') expect(run.screen.text).toMatch(/^[\x20-\x7e\n]*$/);
});
