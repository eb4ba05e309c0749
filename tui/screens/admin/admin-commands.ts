/** Keys of Admin: who is let in no more, and who is invited. */
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { emptyField } from '../../store/text-field.ts';
import { cursorRow } from '../focused-list.ts';
import { type AdminRow, adminTabs } from './admin-rows.ts';

const base = { where: ['admin'], danger: 0, action: 'look' } as const;

function turnTab({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const index = adminTabs.indexOf(ui.admin.tab) + step;
    const tab = adminTabs[(index + adminTabs.length) % adminTabs.length] ?? 'users';
    return { ...ui, admin: { tab, list: listStart, filter: '' } };
  });
}

function notToRevoke(state: ConsoleState): string | undefined {
  const row = cursorRow(state) as AdminRow | undefined;
  if (row === undefined) return 'nothing is selected';
  return row.kind === 'policy' ? 'policies are edited with longhaul hub --apply' : undefined;
}

export const adminCommands: readonly Command[] = [
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
        if (row === undefined || row.kind === 'policy') return ui;
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
  {
    ...base,
    id: 'admin.next-tab',
    title: 'next tab: users, node certificates, open tokens, API keys, policies',
    group: 'Look',
    keys: [']'],
    hint: 'tab',
    run: (console) => turnTab(console, 1),
  },
  {
    ...base,
    id: 'admin.previous-tab',
    title: 'tab before',
    group: 'Look',
    keys: ['['],
    run: (console) => turnTab(console, -1),
  },
];
