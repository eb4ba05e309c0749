/** Keys of the alerts: the way to what each is about, and what is said to it. */
import type { Alert, AlertPlace } from '../../../src/model/alert.ts';
import { answerAlert } from '../../actions/alert-actions.ts';
import type { Command } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { openDetail, openNode, openView, type UiState } from '../../store/ui-state.ts';
import { tabOfTrigger } from '../automation/automation-rows.ts';
import { cursorRow } from '../focused-list.ts';

const base = { where: ['alerts'], danger: 0, action: 'look' } as const;

function rowOf(state: ConsoleState): Alert | undefined {
  return cursorRow(state) as Alert | undefined;
}

function nothing(state: ConsoleState): string | undefined {
  return rowOf(state) === undefined ? 'nothing is selected' : undefined;
}

function goTo(ui: UiState, place: AlertPlace): UiState {
  const found = { list: listStart };
  switch (place.kind) {
    case 'transfer':
      return openDetail(ui, place.transfer);
    case 'node':
      return openNode(ui, place.name);
    case 'trigger': {
      const tab = tabOfTrigger(place.trigger);
      return { ...openView(ui, 'automation'), automation: { ...ui.automation, ...found, tab, filter: place.name } };
    }
    case 'member':
      return { ...openView(ui, 'admin'), admin: { ...ui.admin, ...found, tab: place.of, filter: place.name } };
    default:
      return place satisfies never;
  }
}

export const alertCommands: readonly Command[] = [
  {
    ...base,
    id: 'alerts.open',
    title: 'go to what it is about',
    group: 'Look',
    keys: ['enter'],
    hint: 'go there',
    blocked: nothing,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = rowOf(state);
        return row === undefined ? ui : goTo(ui, row.place);
      }),
  },
  {
    ...base,
    id: 'alerts.acknowledge',
    title: 'acknowledge: somebody sees to it; and again: open it',
    group: 'Do',
    keys: ['a'],
    hint: 'acknowledge',
    danger: 1,
    action: 'transfer',
    blocked: nothing,
    run: (console) => {
      const row = rowOf(console.store.state);
      if (row === undefined) return;
      void answerAlert(console, row, { kind: row.answer === undefined ? 'acknowledge' : 'reopen' });
    },
  },
  {
    ...base,
    id: 'alerts.snooze',
    title: 'snooze: for an hour, for eight, or until it changes',
    group: 'Do',
    keys: ['Z'],
    hint: 'snooze',
    danger: 1,
    action: 'transfer',
    blocked: nothing,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const alert = rowOf(state);
        return alert === undefined ? ui : { ...ui, dialog: { kind: 'snooze', alert } };
      }),
  },
];
