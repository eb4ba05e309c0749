/** Keys of the line at the bottom that takes a place in a connection. */
import { namesInStore } from '../../src/model/connection.ts';
import { checkConnection } from '../actions/automation-actions.ts';
import { faultText } from '../format/fault-text.ts';
import { connectionOf } from '../screens/automation/automation-rows.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', where: ['place'], danger: 0, action: 'look' } as const;

/** What is no place stays in the line, with what would be right. */
function take(console: Console): void {
  const { store } = console;
  const { prompt } = store.state.ui;
  if (prompt?.kind !== 'place') return;
  try {
    const place = `/${namesInStore(prompt.field.text.trim()).join('/')}`;
    const connection = connectionOf(store.state, prompt.connection);
    store.changeUi((ui) => ({ ...ui, prompt: undefined }));
    if (connection !== undefined) void checkConnection(console, connection, place);
  } catch (thrown) {
    store.changeUi((ui) => ({ ...ui, prompt: { ...prompt, wrong: faultText(thrown) } }));
  }
}

export const placeCommands: readonly Command[] = [
  { ...base, id: 'place.take', title: 'take the place', keys: ['enter'], hint: 'go', run: take },
  {
    ...base,
    id: 'place.leave',
    title: 'leave it',
    keys: ['esc'],
    hint: 'leave',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
