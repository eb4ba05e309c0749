/** What is declared, edited from the console: the editor is a script that writes what a test wants written. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { declaredExamples } from '../../tui/format/declared-examples.ts';
import { readItem } from '../../tui/format/declared-text.ts';
import { automationTabs } from '../../tui/screens/automation/automation-rows.ts';
import { keys } from '../harness/console-in-process.ts';
import { startInTerminal } from '../harness/console-in-terminal.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { seededLists } from '../harness/fake-lists.ts';
import { busyFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { type Opened, open } from './open-console.ts';

const now = Date.UTC(2026, 10, 21, 14);
afterEach(() => vi.unstubAllEnvs());

/** Runs `sed` with this over what it is given, and keeps what it was given. */
async function editor(folder: string, script: string): Promise<string> {
  const seen = join(folder, 'seen.yaml');
  vi.stubEnv('VISUAL', '');
  vi.stubEnv('EDITOR', `f() { cp "$1" '${seen}' && sed -i '${script}' "$1"; }; f`);
  return seen;
}

async function openAutomation(role: 'operator' | 'admin' = 'admin'): Promise<Opened> {
  const opened = await open({ fleet: busyFleet(), role, lists: seededLists(now) });
  await opened.run.screen.see(/T-48213/);
  opened.run.press('5');
  await opened.run.screen.see('> on  ingest-sweep');
  return opened;
}

test('what the editor has written is declared, and the others stay as they are', async () => {
  await using folder = await tempFolder();
  const seen = await editor(folder.path, 's/overlap: skip/overlap: queue/');
  await using opened = await openAutomation();
  const { run, hub } = opened;
  run.press('e');
  await run.screen.see('ingest-sweep is changed');
  expect(await readFile(seen, 'utf8')).toMatch(/^name: ingest-sweep\ntemplate: reel\n/);
  const names = hub.lists.triggers.map(({ trigger }) => trigger.name);
  expect(names).toEqual(seededLists(now).triggers.map(({ trigger }) => trigger.name));
  expect(hub.lists.triggers.find(({ trigger }) => trigger.name === 'ingest-sweep')?.trigger).toMatchObject({
    overlap: 'queue',
    set: { project: 'reel_0417' },
  });
});

test('what is wrong is told with its line, the text is there again, and dropping it declares nothing', async () => {
  await using folder = await tempFolder();
  const seen = await editor(folder.path, 's/overlap: skip/overlap: sometimes/; s/^template: .*/template: none/');
  await using opened = await openAutomation();
  const { run, hub } = opened;
  run.press('e');
  await run.screen.see('Not declared');
  await run.screen.see(/line \d+: overlap: Invalid option/);
  await editor(folder.path, 's/sometimes/skip/');
  run.press(keys.enter);
  await run.screen.see('there is no template named none');
  expect(await readFile(seen, 'utf8')).toContain('overlap: sometimes');
  run.press(keys.esc);
  await run.screen.until('to see the box closed', () => !run.screen.text.includes('Not declared'));
  expect(hub.lists.triggers).toEqual(seededLists(now).triggers);
});

test('what somebody else has changed meanwhile is not lost by saving', async () => {
  await using folder = await tempFolder();
  await editor(folder.path, 's/overlap: skip/overlap: queue/');
  await using opened = await openAutomation();
  const { run, hub } = opened;
  // As soon as the item was asked for, it is another one.
  const [first, ...others] = hub.lists.triggers;
  if (first === undefined) throw new Error('there is a trigger');
  const changed = { ...first, trigger: { ...first.trigger, template: 'db-dump' } };
  let isChanged = false;
  const { lists } = hub;
  Object.defineProperty(lists, 'triggers', {
    configurable: true,
    get: () => (isChanged ? [changed, ...others] : [first, ...others]),
    set: () => undefined,
  });
  vi.stubEnv(
    'EDITOR',
    `f() { sed -i 's/overlap: skip/overlap: queue/' "$1"; kill -USR2 ${process.pid}; sleep 0.1; }; f`,
  );
  process.once('SIGUSR2', () => {
    isChanged = true;
  });
  run.press('e');
  await run.screen.see('was changed by somebody else meanwhile');
});

test('new begins with the example of the tab, a clone with what it is of, and left alone neither declares anything', async () => {
  await using folder = await tempFolder();
  const seen = await editor(folder.path, '');
  await using opened = await openAutomation();
  const { run, hub } = opened;
  run.press('n');
  await run.screen.see('nothing was changed');
  expect(await readFile(seen, 'utf8')).toBe(declaredExamples.schedules);
  await editor(folder.path, 's/^name: .*/name: other-sweep/');
  run.press('C');
  await run.screen.see('other-sweep is declared');
  expect(hub.lists.triggers.map(({ trigger }) => trigger.name)).toContain('ingest-sweep');
});

test('only the whole name removes what is declared', async () => {
  await using opened = await openAutomation();
  const { run, hub } = opened;
  run.press('D', 'ingest', keys.enter);
  await run.screen.see('remove (locked)');
  run.press('-sweep', keys.enter);
  await run.screen.see('ingest-sweep is not declared any more');
  expect(hub.lists.triggers.some(({ trigger }) => trigger.name === 'ingest-sweep')).toBe(false);
});

test('editing is for admins', async () => {
  await using opened = await openAutomation('operator');
  opened.run.press('e');
  await opened.run.screen.see('not allowed: operator role');
});

test.each(automationTabs)('the example of %s can be declared, with every line that is commented out as well', (tab) => {
  const kind = tab === 'templates' || tab === 'connections' ? tab : 'triggers';
  expect(readItem(declaredExamples[tab], kind)).toMatchObject({ kind: 'item' });
  // A line of prose is no option.
  const all = declaredExamples[tab].replaceAll(/^# (?=[a-zA-Z]+: )/gm, '');
  const read = readItem(all.replace('variables: {} ', 'variables: {project: {}} '), kind);
  expect(read).toMatchObject({ kind: 'item' });
});

test('in a real terminal the editor has the keys until it ends, and the console has them again', async () => {
  await using folder = await tempFolder();
  await using hub = await FakeHub.start({
    folder: folder.path,
    fleet: busyFleet(),
    role: 'admin',
    lists: seededLists(now),
  });
  const script = join(folder.path, 'editor.sh');
  const lines = ['printf "write: "', 'read -r word', 'sed -i "s/overlap: skip/overlap: $word/" "$1"', ''];
  await writeFile(script, lines.join('\n'));
  const env = { EDITOR: `/bin/sh ${script}` };
  await using run = await startInTerminal({ folder: folder.path, profile: hub.profile, env });
  await run.screen.see(/T-48213/);
  run.press('5');
  await run.screen.see('> on  ingest-sweep');
  run.press('e');
  await run.screen.see('write: ');
  expect(run.screen.isAlternate).toBe(false);
  run.press('start\r');
  await run.screen.see('ingest-sweep is changed');
  expect(run.screen.isAlternate).toBe(true);
  run.press(']');
  await run.screen.see('render-return');
  expect(hub.lists.triggers[0]?.trigger).toMatchObject({ overlap: 'start' });
});
