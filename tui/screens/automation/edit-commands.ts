/** Keys that edit what is declared, as text in the editor of the account. */
import { cloneItem, editItem, newItem } from '../../actions/edit-actions.ts';
import { declaredExamples } from '../../format/declared-examples.ts';
import type { DeclaredKind } from '../../format/declared-text.ts';
import type { Command } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { emptyField } from '../../store/text-field.ts';
import { cursorRow } from '../focused-list.ts';
import type { AutomationRow, AutomationTab } from './automation-rows.ts';

const base = { where: ['automation'], group: 'Do', action: 'administer' } as const;

function rowOf(state: ConsoleState): AutomationRow | undefined {
  return cursorRow(state) as AutomationRow | undefined;
}

function nothing(state: ConsoleState): string | undefined {
  return rowOf(state) === undefined ? 'nothing is selected' : undefined;
}

const kinds: Readonly<Record<AutomationRow['kind'], DeclaredKind>> = {
  trigger: 'triggers',
  template: 'templates',
  connection: 'connections',
};

function kindOf(tab: AutomationTab): DeclaredKind {
  return tab === 'templates' || tab === 'connections' ? tab : 'triggers';
}

export const editCommands: readonly Command[] = [
  {
    ...base,
    id: 'automation.edit',
    title: 'edit as text in $EDITOR; saving declares it',
    keys: ['e'],
    hint: 'edit',
    danger: 1,
    blocked: nothing,
    run: (console) => {
      const row = rowOf(console.store.state);
      if (row !== undefined) void editItem(console, kinds[row.kind], row.name);
    },
  },
  {
    ...base,
    id: 'automation.new',
    title: 'new one of what the tab has, from an example in $EDITOR',
    keys: ['n'],
    hint: 'new',
    danger: 1,
    run: (console) => {
      const { tab } = console.store.state.ui.automation;
      void newItem(console, kindOf(tab), declaredExamples[tab]);
    },
  },
  {
    ...base,
    id: 'automation.clone',
    title: 'clone: another one like it, in $EDITOR',
    keys: ['C'],
    danger: 1,
    blocked: nothing,
    run: (console) => {
      const row = rowOf(console.store.state);
      if (row !== undefined) void cloneItem(console, kinds[row.kind], row.name);
    },
  },
  {
    ...base,
    id: 'automation.remove',
    title: 'remove what is declared (its name is typed)',
    keys: ['D', 'f8'],
    danger: 2,
    blocked: nothing,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = rowOf(state);
        if (row === undefined) return ui;
        const { name } = row;
        return { ...ui, dialog: { kind: 'remove', of: kinds[row.kind], name, field: emptyField } };
      }),
  },
];
