/** Taking what is under the cursor to the clipboard of the terminal, or the command line for it. */
import { copyItems, cursorCommand } from '../screens/copy-items.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { CopyItem } from '../store/dialog.ts';
import type { Command, Console } from './command.ts';

/** So long `Y` means what was just done, and then what is under the cursor. */
const justDoneMs = 30_000;
const shownItems = 5;

/** OSC 52: no terminal says whether it takes it, so the text stays in sight to be selected by hand. */
export function copyText({ store, copy }: Console, { label, text }: CopyItem): void {
  copy(text);
  store.changeUi((ui) => ({ ...ui, dialog: { kind: 'copied', label, text } }));
}

function commandToCopy(state: ConsoleState): string | undefined {
  const { done } = state.ui;
  return done !== undefined && state.now - done.at < justDoneMs ? done.command : cursorCommand(state);
}

export const copyCommands: readonly Command[] = [
  {
    id: 'copy.menu',
    title: 'copy: id, path or row',
    group: 'Look',
    keys: ['y'],
    where: ['list'],
    danger: 0,
    action: 'look',
    blocked: (state) => (copyItems(state).length === 0 ? 'there is nothing to copy under the cursor' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => ({
        ...ui,
        dialog: { kind: 'copy', items: copyItems(state).slice(0, shownItems) },
      })),
  },
  {
    id: 'copy.command',
    title: 'copy the command line: of what was just done, or of what is under the cursor',
    group: 'Look',
    keys: ['Y'],
    where: ['list'],
    danger: 0,
    action: 'look',
    blocked: (state) => (commandToCopy(state) === undefined ? 'there is no command line for this' : undefined),
    run: (console) => {
      const text = commandToCopy(console.store.state);
      if (text !== undefined) copyText(console, { label: 'command', text });
    },
  },
  ...Array.from(
    { length: shownItems },
    (_, index): Command => ({
      id: `copy.${index + 1}`,
      title: `copy the ${['first', 'second', 'third', 'fourth', 'fifth'][index]} of what is offered`,
      group: 'Global',
      keys: [String(index + 1)],
      where: ['dialog'],
      danger: 0,
      action: 'look',
      blocked: ({ ui }) => (offered(ui.dialog, index) === undefined ? 'it is not offered' : undefined),
      run: (console) => {
        const item = offered(console.store.state.ui.dialog, index);
        if (item !== undefined) copyText(console, item);
      },
    }),
  ),
];

function offered(dialog: ConsoleState['ui']['dialog'], index: number): CopyItem | undefined {
  return dialog?.kind === 'copy' ? dialog.items[index] : undefined;
}
