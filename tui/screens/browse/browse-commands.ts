/** Keys of the two-pane browser, but for those that mark. */
import { rootsPath } from '../../../src/model/folder-listing.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { childPlace, hostText } from '../../store/place.ts';
import { fieldOf } from '../../store/text-field.ts';
import type { BrowsePane, UiState } from '../../store/ui-state.ts';
import { changePane, cursorRow } from '../focused-list.ts';
import { entryPlace } from './browse-start.ts';
import type { FolderRow } from './folder-row.ts';
import { parentPlace } from './folder-rows.ts';
import { markedSize, sizesWanted } from './folder-sizes.ts';
import { hasNoMarks } from './plan-wish.ts';
import { currentSend } from './send-requests.ts';

const base = { where: ['browse'], danger: 0, action: 'look' } as const;

function activePane({ browse }: UiState): BrowsePane {
  return browse.panes[browse.active];
}

export function goTo(ui: UiState, place: BrowsePane['place'], cursorOn: string | undefined): UiState {
  const moved = changePane(ui, ui.browse.active, {
    place,
    filter: '',
    list: { ...listStart, id: cursorOn },
    rangeFrom: undefined,
  });
  // What is out of sight is not counted, nor when somebody comes back to it.
  return { ...moved, browse: { ...moved.browse, sizes: sizesWanted({ ui: moved }) } };
}

function up({ store }: Console): void {
  store.changeUi((ui, state) => {
    const { place } = activePane(ui);
    if (place === undefined) return ui;
    const parent = parentPlace(state, place);
    // The cursor lands on what was left: the node, the root by its whole path, or the folder by its name.
    const left =
      parent === undefined
        ? hostText(place)
        : `/${parent.path === '/' ? place.path : place.path.slice(place.path.lastIndexOf('/') + 1)}`;
    return goTo(ui, parent, left);
  });
}

function open(console: Console): void {
  const row = cursorRow(console.store.state) as FolderRow | undefined;
  if (row === undefined) return;
  if (row.kind === 'up') up(console);
  else if (row.kind === 'node') console.store.changeUi((ui) => goTo(ui, entryPlace(row.node), undefined));
  else if (row.kind === 'connection') {
    const { connection, via } = row;
    console.store.changeUi((ui) => goTo(ui, { node: connection.name, via, path: rootsPath }, undefined));
  } else {
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

/** Where a path could be typed: a pane that is on some node or connection. */
function askPlace({ store }: Console): void {
  store.changeUi((ui) => {
    const { place } = activePane(ui);
    if (place === undefined) return ui;
    const field = fieldOf(place.path === rootsPath ? '/' : place.path);
    return {
      ...ui,
      prompt: { kind: 'place', of: 'go', connection: hostText(place), field, wrong: undefined },
    };
  });
}

export const browseCommands: readonly Command[] = [
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
    id: 'browse.go',
    title: 'go to a folder whose path is typed',
    group: 'Look',
    keys: ['o'],
    blocked: ({ ui }) => (activePane(ui).place === undefined ? 'choose a node or connection first' : undefined),
    run: askPlace,
  },
  {
    ...base,
    id: 'browse.send',
    title: 'send to the other pane',
    group: 'Do',
    keys: ['t', 'f5'],
    hint: 'send',
    action: 'transfer',
    blocked: (state) => {
      const plan = currentSend(state);
      return plan.kind === 'blocked' ? plan.reason : undefined;
    },
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const plan = currentSend(state);
        if (plan.kind === 'blocked') return ui;
        const counted = markedSize(state, ui.browse.active);
        const bytes = counted?.isDone === true && !hasNoMarks(ui) ? counted.bytes : plan.bytes;
        return { ...ui, dialog: { ...plan, bytes, kind: 'send' } };
      }),
  },
];
