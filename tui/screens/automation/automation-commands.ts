/** Keys of Automation: what is run now, switched, looked at. */
import { switchTrigger } from '../../actions/automation-actions.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { fieldOf } from '../../store/text-field.ts';
import { openView } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { runFormOf } from '../run-template/run-form.ts';
import { tabBeside, tabCommands } from '../tab-commands.ts';
import { starterWord } from '../transfers/transfer-filter.ts';
import { type AutomationRow, automationTabs, templateOf } from './automation-rows.ts';

const base = { where: ['automation'], danger: 0, action: 'look' } as const;

function rowOf(state: ConsoleState): AutomationRow | undefined {
  return cursorRow(state) as AutomationRow | undefined;
}

function blockedUnless(kinds: readonly AutomationRow['kind'][], otherwise: string) {
  return (state: ConsoleState): string | undefined => {
    const row = rowOf(state);
    if (row === undefined) return 'nothing is selected';
    return kinds.includes(row.kind) ? undefined : otherwise;
  };
}

function turnTab({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const tab = tabBeside(automationTabs, ui.automation.tab, step);
    return { ...ui, automation: { ...ui.automation, tab, list: listStart, filter: '' } };
  });
}

/** The template that a row stands for, with the values that it sets. */
function startable(state: ConsoleState) {
  const row = rowOf(state);
  if (row?.kind === 'template') return { template: row.record.template, set: {} };
  if (row?.kind !== 'trigger') return undefined;
  const { trigger } = row.record;
  const found = templateOf(state, trigger.template);
  return found && { template: found.template, set: trigger.set ?? {} };
}

function toggle(console: Console): void {
  const row = rowOf(console.store.state);
  if (row?.kind !== 'trigger') return;
  const { name, enabled } = row.record.trigger;
  if (enabled) console.store.changeUi((ui) => ({ ...ui, dialog: { kind: 'switch-off', trigger: name } }));
  else void switchTrigger(console, { trigger: name, enabled: true });
}

export const automationCommands: readonly Command[] = [
  {
    ...base,
    id: 'automation.open',
    title: 'the transfers that it started',
    group: 'Look',
    keys: ['enter'],
    hint: 'its transfers',
    isHinted: ({ automation: { tab } }) => tab !== 'connections',
    blocked: blockedUnless(['trigger', 'template'], 'a connection starts nothing'),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = rowOf(state);
        if (row === undefined || row.kind === 'connection') return ui;
        const filter = starterWord(row.kind, row.name);
        return { ...openView(ui, 'transfers'), transfers: { show: 'all', filter, list: listStart } };
      }),
  },
  {
    ...base,
    id: 'automation.run',
    title: 'run now, as yourself: shows first what would start',
    group: 'Do',
    keys: ['R'],
    hint: 'run now',
    isHinted: ({ automation: { tab } }) => tab !== 'connections',
    action: 'transfer',
    blocked: (state) => {
      const other = blockedUnless(['trigger', 'template'], 'a connection starts nothing')(state);
      return other ?? (startable(state) === undefined ? 'its template is not known yet' : undefined);
    },
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const wish = startable(state);
        return wish === undefined ? ui : { ...openView(ui, 'run-template'), run: runFormOf(wish) };
      }),
  },
  {
    ...base,
    id: 'automation.switch',
    title: 'trigger on, or off (asks)',
    group: 'Do',
    keys: ['space'],
    hint: 'on/off',
    isHinted: ({ automation: { tab } }) => tab !== 'connections' && tab !== 'templates',
    danger: 2,
    action: 'administer',
    blocked: blockedUnless(['trigger'], 'only a trigger is on or off'),
    run: toggle,
  },
  {
    ...base,
    id: 'connection.check',
    title: 'check now: asks its nodes whether they may read and write a place there',
    group: 'Do',
    keys: ['c'],
    hint: 'check',
    isHinted: ({ automation: { tab } }) => tab === 'connections',
    action: 'transfer',
    blocked: blockedUnless(['connection'], 'only a connection is checked'),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = rowOf(state);
        if (row?.kind !== 'connection') return ui;
        const before = ui.automation.checks.get(row.name)?.place.slice(1) ?? '';
        const { name: connection } = row;
        return { ...ui, prompt: { kind: 'place', of: 'check', connection, field: fieldOf(before), wrong: undefined } };
      }),
  },
  ...tabCommands({
    of: 'automation',
    where: ['automation'],
    tabs: 'schedules, watched folders, queues, chains, templates, connections',
    turn: turnTab,
  }),
];
