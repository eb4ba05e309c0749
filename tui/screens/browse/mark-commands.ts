/** Keys that mark entries in the browser. */
import { markEntries } from '../../actions/mark-actions.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listView, moveCursor } from '../../store/list-state.ts';
import type { BrowsePane, UiState } from '../../store/ui-state.ts';
import { changePane, cursorRow, focusedList } from '../focused-list.ts';
import type { FolderRow } from './folder-row.ts';
import { type ReadyFolder, readyFolder } from './folder-rows.ts';
import { inverted, noMarks, withAll, withEntries } from './marks.ts';

const base = { where: ['browse'], group: 'Mark', danger: 0, action: 'look' } as const;

function activePane({ browse }: UiState): BrowsePane {
  return browse.panes[browse.active];
}

function toggle({ store }: Console): void {
  store.changeUi((ui, state) => {
    const { place, marks } = activePane(ui);
    const row = cursorRow(state) as FolderRow | undefined;
    const focused = focusedList(state);
    if (place === undefined || row === undefined || focused === undefined) return ui;
    const { rows, height, list } = focused;
    return changePane(ui, ui.browse.active, {
      // The way up is passed by: who marks from the top begins there.
      marks: row.kind === 'entry' ? withEntries(marks, place, { entries: [row.entry], how: 'turned' }) : marks,
      list: moveCursor(list, { rows, height, move: 'down' }),
    });
  });
}

function cursorIndex(state: ConsoleState): number {
  const focused = focusedList(state);
  return focused === undefined ? 0 : listView(focused.list, focused.rows, focused.height).index;
}

/** The rows from where the range began to the cursor; undefined while there is none. */
export function rangeRows(state: ConsoleState): { readonly first: number; readonly last: number } | undefined {
  const { rangeFrom } = activePane(state.ui);
  if (rangeFrom === undefined) return undefined;
  const index = cursorIndex(state);
  return { first: Math.min(rangeFrom, index), last: Math.max(rangeFrom, index) };
}

function range(console: Console): void {
  const { store } = console;
  const { active } = store.state.ui.browse;
  const rows = rangeRows(store.state);
  const from = rows === undefined ? cursorIndex(store.state) : undefined;
  store.changeUi((ui) => changePane(ui, active, { rangeFrom: from }));
  if (rows === undefined) return;
  // The first row is the way up.
  const first = Math.max(1, rows.first);
  void markEntries(console, { pane: active, offset: first - 1, count: rows.last - first + 1, how: 'marked' });
}

/** All of the folder is one mark; what a filter leaves is marked by name. */
function whole(console: Console, how: 'marked' | 'turned'): void {
  const { store } = console;
  const { active } = store.state.ui.browse;
  const folder = readyFolder(store.state, active);
  if (folder === undefined) return;
  const { filter } = folder.look;
  if (filter !== undefined) {
    void markEntries(console, { pane: active, offset: 0, count: folder.total, how });
    return;
  }
  store.changeUi((ui) => {
    const { place, marks } = activePane(ui);
    if (place === undefined) return ui;
    const change = how === 'marked' ? withAll : inverted;
    return changePane(ui, active, { marks: change(marks, place, folder.unfiltered) });
  });
}

/** What is marked by a filter must be what that filter shows. */
function notReady(state: ConsoleState): string | undefined {
  const { active } = state.ui.browse;
  if (activePane(state.ui).place === undefined) return 'open a folder first';
  const folder: ReadyFolder | undefined = readyFolder(state, active);
  if (folder === undefined) return 'the folder is not there yet';
  const wanted = activePane(state.ui).filter.trim();
  return (folder.look.filter ?? '') === wanted ? undefined : 'the filter is not answered yet';
}

export const markCommands: readonly Command[] = [
  { ...base, id: 'browse.mark', title: 'mark', keys: ['space'], hint: 'mark', run: toggle },
  {
    ...base,
    id: 'browse.range',
    title: 'begin a range, and again: mark from there to here',
    keys: ['v'],
    hint: 'range',
    blocked: notReady,
    run: range,
  },
  {
    ...base,
    id: 'browse.mark-all',
    title: 'mark the whole folder, or all that the filter shows',
    keys: ['a'],
    blocked: notReady,
    run: (console) => whole(console, 'marked'),
  },
  {
    ...base,
    id: 'browse.mark-none',
    title: 'mark none',
    keys: ['u'],
    run: ({ store }) =>
      store.changeUi((ui) => changePane(ui, ui.browse.active, { marks: noMarks, rangeFrom: undefined })),
  },
  {
    ...base,
    id: 'browse.invert',
    title: 'invert the marks',
    keys: ['*'],
    blocked: notReady,
    run: (console) => whole(console, 'turned'),
  },
];
