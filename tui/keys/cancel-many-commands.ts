/** Keys of the box that cancels several transfers: how many they are is typed. */
import { cancelTransfers } from '../actions/transfer-actions.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { UiState } from '../store/ui-state.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', where: ['cancel-many'], danger: 0, action: 'look' } as const;

function close(ui: UiState): UiState {
  return { ...ui, dialog: undefined };
}

function notTyped({ ui: { dialog } }: ConsoleState): string | undefined {
  if (dialog?.kind !== 'cancel-many' || dialog.field.text === String(dialog.transfers.length)) return undefined;
  return `type ${dialog.transfers.length} first`;
}

function cancel(console: Console): void {
  const { dialog } = console.store.state.ui;
  if (dialog?.kind !== 'cancel-many') return;
  console.store.changeUi((ui) => ({ ...close(ui), marked: new Map() }));
  void cancelTransfers(console, dialog.transfers);
}

export const cancelManyCommands: readonly Command[] = [
  {
    ...base,
    id: 'cancel-many.agree',
    title: 'cancel them, once their number is typed',
    keys: ['enter'],
    blocked: notTyped,
    run: cancel,
  },
  {
    ...base,
    id: 'cancel-many.leave',
    title: 'leave them running',
    keys: ['esc'],
    run: ({ store }) => store.changeUi(close),
  },
];
