/** One key to what it does: the layers from the top down, the first that knows the key wins. */
import { isCounting } from '../screens/browse/folder-sizes.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { KeyPress } from '../terminal/key-name.ts';
import type { Console, Scope } from './command.ts';
import { runCommand } from './run-command.ts';
import { typeInto } from './typing.ts';

/** Where keys go at this moment, the topmost first. `typing` takes what writes. */
export function activeLayers(state: ConsoleState): readonly (Scope | 'typing')[] {
  const { ui } = state;
  if (ui.dialog?.kind === 'snooze') return ['snooze', 'dialog'];
  if (ui.dialog?.kind === 'columns') return ['columns'];
  if (ui.dialog !== undefined) return 'field' in ui.dialog ? [ui.dialog.kind, 'typing'] : ['dialog'];
  if (ui.prompt !== undefined) return [ui.prompt.kind, 'typing'];
  switch (ui.view) {
    case 'help':
      return ['help', 'typing'];
    case 'transfer':
      return [...(ui.transfer.tab === 'log' ? (['transfer-log'] as const) : []), 'transfer', 'list', 'everywhere'];
    case 'admin':
      return [...(ui.admin.tab === 'settings' ? (['settings'] as const) : []), 'admin', 'list', 'everywhere'];
    case 'node':
      return [...(ui.node.tab === 'log' ? (['transfer-log'] as const) : []), 'node', 'list', 'everywhere'];
    case 'browse':
      return [...browseLayers(state), 'browse', 'list', 'everywhere'];
    case 'new-transfer':
    case 'run-template':
      return [ui.view, 'typing', 'everywhere'];
    default:
      return [ui.view, 'list', 'everywhere'];
  }
}

/** What Esc ends first. */
function browseLayers(state: ConsoleState): readonly Scope[] {
  return [
    ...(isCounting(state) ? (['browse-count'] as const) : []),
    ...(state.ui.browse.plan === undefined ? [] : (['browse-plan'] as const)),
  ];
}

const interrupt = 'ctrl-c';
/** Mean the same even where something is typed or asked. */
const always: readonly string[] = [interrupt, 'ctrl-z'];

export function pressKey(console: Console, key: KeyPress): void {
  const { store, commands } = console;
  const { isInterrupted, toast, hasFocus } = store.state.ui;
  // Whoever types looks, whatever the terminal has told.
  if (!hasFocus) store.changeUi((ui) => ({ ...ui, hasFocus: true }));
  if (isInterrupted && key.name !== interrupt) store.changeUi((ui) => ({ ...ui, isInterrupted: false }));
  // Whoever types on has read it; what can be undone stays as long as it can.
  if (toast !== undefined && toast.undo === undefined) store.changeUi((ui) => ({ ...ui, toast: undefined }));
  const layers = always.includes(key.name) ? (['everywhere'] as const) : activeLayers(store.state);
  for (const layer of layers) {
    if (layer === 'typing') {
      if (typeInto(console, key)) return;
      continue;
    }
    const command = commands.find(({ keys, where }) => keys.includes(key.name) && where.includes(layer));
    if (command === undefined) continue;
    runCommand(console, command);
    return;
  }
}
