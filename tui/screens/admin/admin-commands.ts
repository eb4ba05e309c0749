/** Keys of Admin: who is let in no more, and who is invited. */
import type { Command, Console } from '../../keys/command.ts';
import { turnPreference } from '../../preferences/change-preference.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { emptyField } from '../../store/text-field.ts';
import { openView } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { tabBeside, tabCommands } from '../tab-commands.ts';
import { type AdminRow, adminTabs } from './admin-rows.ts';

const base = { where: ['admin'], danger: 0, action: 'look' } as const;

function turnTab({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => ({
    ...ui,
    admin: { tab: tabBeside(adminTabs, ui.admin.tab, step), list: listStart, filter: '' },
  }));
}

function notToRevoke(state: ConsoleState): string | undefined {
  const row = cursorRow(state) as AdminRow | undefined;
  if (row === undefined) return 'nothing is selected';
  if (row.kind === 'right' || row.kind === 'setting') return 'there is nobody to revoke here';
  return row.kind === 'policy' ? 'policies are edited with longhaul hub --apply' : undefined;
}

function turnSetting(console: Console, step: 1 | -1): void {
  const row = cursorRow(console.store.state) as AdminRow | undefined;
  if (row?.kind === 'setting') turnPreference(console, row.name, step);
}

export const adminCommands: readonly Command[] = [
  {
    ...base,
    where: ['settings'],
    id: 'settings.next',
    title: 'next value of the setting, kept in console.yaml',
    group: 'Do',
    keys: ['enter', 'space', 'right'],
    hint: 'change',
    run: (console) => turnSetting(console, 1),
  },
  {
    ...base,
    where: ['settings'],
    id: 'settings.previous',
    title: 'value of the setting before',
    group: 'Do',
    keys: ['left'],
    run: (console) => turnSetting(console, -1),
  },
  {
    ...base,
    where: ['everywhere'],
    id: 'settings.open',
    title: 'settings of this console',
    group: 'Go',
    keys: [],
    run: ({ store }) =>
      store.changeUi((ui) => ({ ...openView(ui, 'admin'), admin: { tab: 'settings', list: listStart, filter: '' } })),
  },
  {
    ...base,
    id: 'admin.revoke',
    title: 'revoke: let in no more (its name is typed)',
    group: 'Do',
    keys: ['D', 'f8'],
    hint: 'revoke',
    danger: 2,
    action: 'administer',
    blocked: notToRevoke,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = cursorRow(state) as AdminRow | undefined;
        if (row === undefined || row.kind === 'policy' || row.kind === 'right' || row.kind === 'setting') return ui;
        const { name } = row;
        const of =
          row.kind === 'token'
            ? ({ of: 'token', holder: row.token.kind } as const)
            : ({ of: row.kind, holder: undefined } as const);
        return { ...ui, dialog: { kind: 'revoke', ...of, name, field: emptyField } };
      }),
  },
  {
    ...base,
    id: 'admin.invite',
    title: 'invite a user or a node: makes a one-time token',
    group: 'Do',
    keys: ['n'],
    hint: 'invite',
    action: 'administer',
    run: ({ store }) =>
      store.changeUi((ui) => {
        const as = ui.admin.tab === 'nodes' ? 'node' : 'viewer';
        return { ...ui, dialog: { kind: 'invite', as, field: emptyField, wrong: undefined } };
      }),
  },
  ...tabCommands({
    of: 'admin',
    where: ['admin'],
    tabs: 'users, node certificates, open tokens, API keys, policies, roles, settings',
    turn: turnTab,
  }),
];
