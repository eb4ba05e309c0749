/** Keys of the box that asks for how long an alert is to be quiet. */
import type { AlertWish } from '../../src/model/alert.ts';
import { answerAlert } from '../actions/alert-actions.ts';
import type { Command } from './command.ts';

const hourMs = 3_600_000;

const choices: readonly (readonly [key: string, id: string, title: string, wish: AlertWish])[] = [
  ['1', 'snooze.hour', 'quiet for an hour', { kind: 'snooze', forMs: hourMs }],
  ['8', 'snooze.shift', 'quiet for eight hours', { kind: 'snooze', forMs: 8 * hourMs }],
  ['c', 'snooze.change', 'quiet until it says something else', { kind: 'snooze' }],
];

export const snoozeCommands: readonly Command[] = choices.map(([key, id, title, wish]) => ({
  id,
  title,
  group: 'Global',
  keys: [key],
  where: ['snooze'],
  danger: 0,
  action: 'transfer',
  run: (console) => {
    const { dialog } = console.store.state.ui;
    if (dialog?.kind !== 'snooze') return;
    console.store.changeUi((ui) => ({ ...ui, dialog: undefined }));
    void answerAlert(console, dialog.alert, wish);
  },
}));
