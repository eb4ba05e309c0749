/** For screen readers: sentences, and nothing that moves by itself. */
import { expect, test } from 'vitest';
import { transferId } from '../../src/runtime/identifier.ts';
import type { Column } from '../../tui/components/table-layout.ts';
import { rowSentence } from '../../tui/linear/row-sentence.ts';
import { ConsoleStore } from '../../tui/store/console-store.ts';
import { type HubData, noHubData } from '../../tui/store/hub-data.ts';
import { keys } from '../harness/console-in-process.ts';
import { open } from './open-console.ts';

const told = (name: string, of: Partial<HubData> = {}): HubData => ({
  ...noHubData,
  connection: { kind: 'up', latencyMs: 1 },
  nodes: [],
  active: [],
  auditReason: name,
  ...of,
});

test('figures are held until a key, an answer or news shows them', () => {
  const store = new ConsoleStore({ size: { columns: 80, rows: 24 }, now: 0, wishes: {}, isQuiet: true });
  const shown = (): string | undefined => store.state.data.auditReason;
  store.publish(told('first'), 1);
  expect(shown()).toBe('first');
  store.publish(told('second'), 2);
  expect([shown(), store.state.now]).toEqual(['first', 1]);
  const alert = {
    id: 'node/a/DOWN',
    isCritical: true,
    about: 'a',
    text: 'away',
    place: { kind: 'node', name: 'a' },
  } as const;
  const noAlerts = { alerts: [], total: 0, open: 0, critical: 0 };
  store.publish(told('third', { alerts: noAlerts }), 3);
  expect(shown()).toBe('third');
  store.publish(told('fourth', { alerts: noAlerts }), 4);
  expect(shown()).toBe('third');
  store.publish(told('fifth', { alerts: { ...noAlerts, alerts: [alert] } }), 5);
  expect(shown()).toBe('fifth');
  store.publish(told('sixth', { alerts: { ...noAlerts, alerts: [alert] } }), 6);
  expect(shown()).toBe('fifth');
  const other = { transfers: [], filter: 'all', offset: 0, total: 0 } as const;
  store.publish(told('late', { alerts: { ...noAlerts, alerts: [alert] }, transfers: other }), 6);
  store.publish(told('later', { alerts: { ...noAlerts, alerts: [alert] }, transfers: { ...other, offset: 100 } }), 6);
  expect(shown()).toBe('later');
  store.publish(told('sixth', { alerts: { ...noAlerts, alerts: [alert] }, transfers: { ...other, offset: 100 } }), 6);
  expect(shown()).toBe('later');
  store.showLatest();
  expect([shown(), store.state.now]).toEqual(['sixth', 6]);
  store.publish(told('answer', { alerts: { ...noAlerts, alerts: [alert] } }), 7);
  expect(shown()).toBe('answer');
});

test.each([
  ['RUN', 'running'],
  ['WAIT 00:33', 'waiting, again in 00:33'],
  ['done !3', 'done, 3 files failed'],
  ['! CRIT', 'critical'],
])('the state %s is said as %s', (text, words) => {
  const columns: readonly Column<object>[] = [
    { title: 'ID', width: 4, align: 'left', priority: 1, cell: () => 'T-1' },
    { title: 'RATE', width: 4, align: 'left', priority: 1, cell: () => '-' },
    { title: 'STATE', width: 4, align: 'left', priority: 1, cell: () => ({ text, role: 'good' }) },
  ];
  expect(rowSentence({}, columns, 0)).toBe(`T-1, state ${words}`);
});

test('every view can be read to its end: lists, a transfer, the form, boxes, prompts and the help', async () => {
  await using opened = await open({ role: 'admin' }, { isScreenReader: true, size: { columns: 100, rows: 40 } });
  const { run, hub } = opened;
  const { screen, press } = run;
  const go = async (key: string, seen: RegExp | string): Promise<void> => {
    press(key);
    await screen.see(seen);
  };
  const leave = async (text: string): Promise<void> => {
    press(keys.esc);
    await screen.until(`to be without ${text}`, () => !screen.text.includes(text));
  };
  await screen.see(/Row 1 of 8, selected: T-48213, .*from lon-ingest-01 to/);
  await go('2', /View: Transfers[\s\S]*Row 1 of 8, selected: T-48213/);
  await go(' ', /Row 2 of 8, selected: T-48220/);
  await go('k', /Row 1 of 8, selected: marked, T-48213/);
  await go('u', /Row 1 of 8, selected: T-48213/);
  await go(keys.enter, /RUN since[\s\S]*\[ Files \][\s\S]*selected: shots\/0417_A012_C003/);
  await go('x', 'Cancel T-48213');
  await leave('Cancel T-48213');
  await go(':theme li', /Typed behind : theme li[\s\S]*theme.light/);
  await leave('Typed behind');
  await go('?', /type to search/);
  await leave('type to search');
  await go('1', /View: Overview/);
  await go('n', /New transfer[\s\S]*Name +\[/);
  await leave('New transfer');
  await go('9', /View: Admin/);
  hub.fleet.nodes = hub.fleet.nodes.map((node) =>
    node.name === 'gru-edge-01' ? { ...node, presence: 'offline', since: hub.fleet.now() } : node,
  );
  await screen.see(/critical alert: gru-edge-01/);
  hub.fleet.adjust(transferId(48213), { name: 'renamed' });
  await go('2', /T-48213, name renamed/);
  expect(screen.raw).not.toMatch(/[│┃─━┌┏█▏·]/);
});
