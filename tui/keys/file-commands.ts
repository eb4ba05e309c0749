/** What is known of the file under the cursor. */
import { fileBox } from '../screens/file-facts.ts';
import type { Command } from './command.ts';

export const fileCommands: readonly Command[] = [
  {
    id: 'file.info',
    title: 'info: the whole name of the file or folder, its size, time and kind',
    group: 'Look',
    keys: ['i', 'f3'],
    where: ['browse', 'transfer'],
    danger: 0,
    action: 'look',
    blocked: (state) => (fileBox(state) === undefined ? 'there is no file under the cursor' : undefined),
    run: ({ store }) => store.changeUi((ui, state) => ({ ...ui, dialog: fileBox(state) ?? ui.dialog })),
  },
];
