/** Keys of the boxes about what is declared: the name that is typed to remove it, and what is wrong with what was written. */
import { removeItem } from '../actions/edit-actions.ts';
import type { UiState } from '../store/ui-state.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', where: ['remove'], danger: 0, action: 'look' } as const;

function close(ui: UiState): UiState {
  return { ...ui, dialog: undefined };
}

/** Only the whole name is a yes. */
function remove(console: Console): void {
  const { dialog } = console.store.state.ui;
  if (dialog?.kind !== 'remove' || dialog.field.text !== dialog.name) return;
  console.store.changeUi(close);
  void removeItem(console, dialog.of, dialog.name);
}

export const declaredDialogCommands: readonly Command[] = [
  {
    ...base,
    id: 'remove.agree',
    title: 'remove it, once the name is typed',
    keys: ['enter'],
    blocked: ({ ui: { dialog } }) =>
      dialog?.kind === 'remove' && dialog.field.text !== dialog.name ? `type ${dialog.name} first` : undefined,
    run: remove,
  },
  {
    ...base,
    id: 'remove.leave',
    title: 'leave it declared',
    keys: ['esc'],
    run: ({ store }) => store.changeUi(close),
  },
];
