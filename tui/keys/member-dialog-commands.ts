/** Keys of the boxes about who is let in: the name that is typed to revoke, and whom to invite. */
import { invite, revokeMember } from '../actions/admin-actions.ts';
import type { UiState } from '../store/ui-state.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', danger: 0, action: 'look' } as const;

function close(ui: UiState): UiState {
  return { ...ui, dialog: undefined };
}

/** Only the whole name is a yes. */
function revoke(console: Console): void {
  const { dialog } = console.store.state.ui;
  if (dialog?.kind !== 'revoke' || dialog.field.text !== dialog.name) return;
  console.store.changeUi(close);
  void revokeMember(console, dialog);
}

export const invitedAs = ['viewer', 'operator', 'admin', 'node'] as const;

function turn({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const { dialog } = ui;
    if (dialog?.kind !== 'invite') return ui;
    const index = invitedAs.indexOf(dialog.as) + step;
    const as = invitedAs[(index + invitedAs.length) % invitedAs.length] ?? 'viewer';
    return { ...ui, dialog: { ...dialog, as, wrong: undefined } };
  });
}

export const memberDialogCommands: readonly Command[] = [
  {
    ...base,
    id: 'revoke.agree',
    title: 'revoke, once the name is typed',
    keys: ['enter'],
    where: ['revoke'],
    blocked: ({ ui }) =>
      ui.dialog?.kind === 'revoke' && ui.dialog.field.text !== ui.dialog.name
        ? `type ${ui.dialog.name} first`
        : undefined,
    run: revoke,
  },
  {
    ...base,
    id: 'revoke.leave',
    title: 'leave it as it is',
    keys: ['esc'],
    where: ['revoke'],
    run: ({ store }) => store.changeUi(close),
  },
  {
    ...base,
    id: 'invite.make',
    title: 'make the token',
    keys: ['enter'],
    where: ['invite'],
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog?.kind === 'invite') void invite(console, dialog);
    },
  },
  {
    ...base,
    id: 'invite.as',
    title: 'as what: viewer, operator, admin, node',
    keys: ['tab', 'down'],
    where: ['invite'],
    run: (console) => turn(console, 1),
  },
  {
    ...base,
    id: 'invite.as-before',
    title: 'as what, the one before',
    keys: ['shift-tab', 'up'],
    where: ['invite'],
    run: (console) => turn(console, -1),
  },
  {
    ...base,
    id: 'invite.leave',
    title: 'invite nobody',
    keys: ['esc'],
    where: ['invite'],
    run: ({ store }) => store.changeUi(close),
  },
];
