/** What a press of the mouse or its wheel means where it was: a tab, a row of a list, a list that scrolls. */
import { focusedList } from '../screens/focused-list.ts';
import { frameLayout } from '../screens/frame/frame-layout.ts';
import { tabSpans } from '../screens/frame/tab-line.ts';
import { listPanes } from '../screens/list-panes.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { listView, placeCursor, scrollList } from '../store/list-state.ts';
import type { UiState } from '../store/ui-state.ts';
import type { MouseReport } from '../terminal/mouse.ts';
import type { Symbols } from '../theme/symbols.ts';
import type { Console } from './command.ts';
import { runCommand } from './run-command.ts';

const wheelRows = 3;
/** Border and column titles. */
const aboveRows = 2;

/** Boxes and prompts are answered by keys: what lies below them is not reached past them. */
export function takeMouse(console: Console, report: MouseReport, symbols: Symbols): void {
  const { store, commands } = console;
  const { ui, size } = store.state;
  if (ui.dialog !== undefined || ui.prompt !== undefined) return;
  if (frameLayout(size).hasTabs && report.row === 1) {
    const span = tabSpans({ state: store.state, symbols, commands }).find(
      ({ from, to }) => report.column >= from && report.column < to,
    );
    const command = commands.find(({ id }) => id === `view.${span?.view}`);
    if (report.kind === 'press' && command !== undefined) runCommand(console, command);
    return;
  }
  store.changeUi((from, state) => pointed(from, state, report));
}

function pointed(ui: UiState, state: ConsoleState, { kind, column, row }: MouseReport): UiState {
  const pane = listPanes(state).find(
    (one) => column >= one.column && column < one.column + one.width && row >= one.row && row < one.row + one.height,
  );
  if (pane === undefined) return ui;
  const focused = pane.focus(ui);
  const found = focusedList({ ...state, ui: focused });
  if (found === undefined) return focused;
  const { rows, height, list, write } = found;
  if (kind !== 'press') {
    const by = kind === 'wheel-down' ? wheelRows : -wheelRows;
    return write(focused, { list: scrollList(list, { rows, height, by }) });
  }
  const line = row - pane.row - aboveRows;
  const index = listView(list, rows, height).top + line;
  if (line < 0 || line >= height || index >= rows.count) return focused;
  return write(focused, { list: placeCursor(list, { rows, height, index }) });
}
