/** Keys of the two-pane browser. */
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart, moveCursor } from '../../store/list-state.ts';
import type { BrowsePane, Mark, UiState } from '../../store/ui-state.ts';
import { changePane, cursorRow, focusedList } from '../focused-list.ts';
import { entryPlace } from './browse-start.ts';
import { childPlace, entryId, type FolderRow, folderRows, parentPlace } from './folder-rows.ts';
import { sendPlan } from './send-requests.ts';

const base = { where: ['browse'], danger: 0, action: 'look' } as const;

function activePane({ browse }: UiState): BrowsePane {
  return browse.panes[browse.active];
}

function goTo(ui: UiState, place: BrowsePane['place'], cursorOn: string | undefined): UiState {
  return changePane(ui, ui.browse.active, { place, filter: '', list: { ...listStart, id: cursorOn } });
}

function up({ store }: Console): void {
  store.changeUi((ui, state) => {
    const { place } = activePane(ui);
    if (place === undefined) return ui;
    const parent = parentPlace(state, place);
    // The cursor lands on what was left: the node, the root by its whole path, or the folder by its name.
    const left =
      parent === undefined
        ? place.node
        : `/${parent.path === '/' ? place.path : place.path.slice(place.path.lastIndexOf('/') + 1)}`;
    return goTo(ui, parent, left);
  });
}

function open(console: Console): void {
  const row = cursorRow(console.store.state) as FolderRow | undefined;
  if (row === undefined) return;
  if (row.kind === 'up') up(console);
  else if (row.kind === 'node') console.store.changeUi((ui) => goTo(ui, entryPlace(row.node), undefined));
  else {
    console.store.changeUi((ui) => {
      const { place } = activePane(ui);
      const child = place === undefined ? undefined : childPlace(place, row.entry.name);
      return child === undefined ? ui : goTo(ui, child, undefined);
    });
  }
}

function openBlocked(state: ConsoleState): string | undefined {
  const row = cursorRow(state) as FolderRow | undefined;
  if (row?.kind !== 'entry') return undefined;
  if (row.entry.kind !== 'folder') return 'it is not a folder';
  return typeof row.entry.name === 'string' ? undefined : 'its name is not UTF-8, so its path cannot be written down';
}

/** The mark of each entry of the pane, by its key. */
function marksOf(state: ConsoleState, pane: BrowsePane): ReadonlyMap<string, Mark> {
  const { place } = pane;
  if (place === undefined) return new Map();
  const rows = folderRows(state, pane);
  const marks = new Map<string, Mark>();
  for (let index = 0; index < rows.count; index += 1) {
    const row = rows.at(index);
    if (row?.kind === 'entry') marks.set(markKey({ place, entry: row.entry }), { place, entry: row.entry });
  }
  return marks;
}

export function markKey({ place, entry }: Mark): string {
  return `${place.node}:${place.path}${entryId(entry.name)}`;
}

function toggleMark({ store }: Console): void {
  store.changeUi((ui, state) => {
    const pane = activePane(ui);
    const row = cursorRow(state) as FolderRow | undefined;
    const focused = focusedList(state);
    if (pane.place === undefined || row?.kind !== 'entry' || focused === undefined) return ui;
    const mark = { place: pane.place, entry: row.entry };
    const marks = new Map(pane.marks);
    if (!marks.delete(markKey(mark))) marks.set(markKey(mark), mark);
    const { rows, height, list } = focused;
    return changePane(ui, ui.browse.active, { marks, list: moveCursor(list, { rows, height, move: 'down' }) });
  });
}

export const browseCommands: readonly Command[] = [
  { ...base, id: 'browse.mark', title: 'mark', group: 'Mark', keys: ['space'], hint: 'mark', run: toggleMark },
  {
    ...base,
    id: 'browse.swap',
    title: 'other pane',
    group: 'Move',
    keys: ['tab', 'shift-tab'],
    hint: 'pane',
    run: ({ store }) =>
      store.changeUi((ui) => ({ ...ui, browse: { ...ui.browse, active: ui.browse.active === 0 ? 1 : 0 } })),
  },
  {
    ...base,
    id: 'browse.open',
    title: 'open the folder',
    group: 'Look',
    keys: ['enter', 'l', 'right'],
    hint: 'open',
    blocked: openBlocked,
    run: open,
  },
  {
    ...base,
    id: 'browse.up',
    title: 'one folder up',
    group: 'Look',
    keys: ['backspace', 'h', 'left'],
    hint: 'up',
    run: up,
  },
  {
    ...base,
    id: 'browse.mark-all',
    title: 'mark all that are shown',
    group: 'Mark',
    keys: ['a'],
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const pane = activePane(ui);
        return changePane(ui, ui.browse.active, { marks: new Map([...pane.marks, ...marksOf(state, pane)]) });
      }),
  },
  {
    ...base,
    id: 'browse.mark-none',
    title: 'mark none',
    group: 'Mark',
    keys: ['u'],
    run: ({ store }) => store.changeUi((ui) => changePane(ui, ui.browse.active, { marks: new Map() })),
  },
  {
    ...base,
    id: 'browse.invert',
    title: 'invert the marks',
    group: 'Mark',
    keys: ['*'],
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const pane = activePane(ui);
        const shown = marksOf(state, pane);
        const kept = [...pane.marks].filter(([key]) => !shown.has(key));
        const added = [...shown].filter(([key]) => !pane.marks.has(key));
        return changePane(ui, ui.browse.active, { marks: new Map([...kept, ...added]) });
      }),
  },
  {
    ...base,
    id: 'browse.send',
    title: 'send to the other pane',
    group: 'Do',
    keys: ['t', 'f5'],
    hint: 'send',
    action: 'transfer',
    blocked: ({ ui }) => {
      const plan = sendPlan(ui);
      return plan.kind === 'blocked' ? plan.reason : undefined;
    },
    run: ({ store }) =>
      store.changeUi((ui) => {
        const plan = sendPlan(ui);
        return plan.kind === 'blocked'
          ? ui
          : { ...ui, dialog: { kind: 'send', requests: plan.requests, bytes: plan.bytes } };
      }),
  },
];
