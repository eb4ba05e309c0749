/** Keys of the alerts: the way to what each is about. */
import type { Command } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { openDetail, openView, type UiState } from '../../store/ui-state.ts';
import { type AutomationTab, tabOfTrigger } from '../automation/automation-rows.ts';
import { cursorRow } from '../focused-list.ts';
import type { AlertPlace, AlertRow } from './alert-rows.ts';

function rowOf(state: ConsoleState): AlertRow | undefined {
  return cursorRow(state) as AlertRow | undefined;
}

function goTo(ui: UiState, place: AlertPlace): UiState {
  const found = { list: listStart };
  switch (place.kind) {
    case 'transfer':
      return openDetail(ui, place.transfer.id);
    case 'node':
      return { ...openView(ui, 'nodes'), nodes: { ...found, filter: place.name } };
    case 'trigger': {
      const { name, kind } = place.record.trigger;
      const tab: AutomationTab = tabOfTrigger(kind);
      return { ...openView(ui, 'automation'), automation: { ...ui.automation, ...found, tab, filter: name } };
    }
    case 'member':
      return { ...openView(ui, 'admin'), admin: { ...ui.admin, ...found, tab: place.of, filter: place.name } };
    default:
      return place satisfies never;
  }
}

export const alertCommands: readonly Command[] = [
  {
    id: 'alerts.open',
    title: 'go to what it is about',
    group: 'Look',
    keys: ['enter'],
    where: ['alerts'],
    hint: 'go there',
    danger: 0,
    action: 'look',
    blocked: (state) => (rowOf(state) === undefined ? 'nothing is selected' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = rowOf(state);
        return row === undefined ? ui : goTo(ui, row.place);
      }),
  },
];
