/** Keys of the line at the bottom that takes a place in a connection, or a folder to go to. */
import { namesInStore } from '../../src/model/connection.ts';
import { rootsPath } from '../../src/model/folder-listing.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { checkConnection } from '../actions/automation-actions.ts';
import { faultText } from '../format/fault-text.ts';
import { connectionOf } from '../screens/automation/automation-rows.ts';
import { goTo } from '../screens/browse/browse-commands.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', where: ['place'], danger: 0, action: 'look' } as const;

/** What is no place stays in the line, with what would be right. */
function take(console: Console): void {
  const { store } = console;
  const { prompt } = store.state.ui;
  if (prompt?.kind !== 'place') return;
  const text = prompt.field.text.trim();
  try {
    if (prompt.of === 'go') goToPath(console, text);
    else check(console, prompt.connection, text);
  } catch (thrown) {
    store.changeUi((ui) => ({ ...ui, prompt: { ...prompt, wrong: faultText(thrown) } }));
  }
}

function check(console: Console, name: string, text: string): void {
  const { store } = console;
  const place = `/${namesInStore(text).join('/')}`;
  const connection = connectionOf(store.state, name);
  store.changeUi((ui) => ({ ...ui, prompt: undefined }));
  if (connection !== undefined) void checkConnection(console, connection, place);
}

/** In the pane that was left for the line. */
function goToPath({ store }: Console, text: string): void {
  const { panes, active } = store.state.ui.browse;
  const { place } = panes[active];
  if (place === undefined) return;
  const isTop = /^\/*$/.test(text);
  if (place.via === undefined && !text.startsWith('/')) throw new Fault('usage', 'a path begins with /');
  const path = isTop
    ? rootsPath
    : place.via === undefined
      ? text.replace(/\/+$/, '')
      : `/${namesInStore(text).join('/')}`;
  store.changeUi((ui) => ({ ...goTo(ui, { ...place, path, root: undefined }, undefined), prompt: undefined }));
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
