import { type FolderEntry, type FolderLook, type FolderOrder, rootsPath } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { LoadedLists } from '../../session/hub-lists.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { FolderView, MeasuredSize } from '../../store/hub-data.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import type { Place } from '../../store/place.ts';
import { remembered } from '../../store/remembered.ts';
import type { PaneIndex } from '../../store/ui-state.ts';
import { connectionsOf } from '../automation/automation-rows.ts';
import { nodesByName } from '../nodes/node-rows.ts';
import { hostList } from './folder-lists.ts';
import { entryId, type FolderRow, rowId } from './folder-row.ts';
import { entrySize } from './folder-sizes.ts';

export type ReadyFolder = Extract<FolderView, { kind: 'ready' }>;

export function paneRows(state: ConsoleState, index: PaneIndex): Rows<FolderRow> {
  const { place, filter } = state.ui.browse.panes[index];
  if (place !== undefined)
    return entryRows(paneFolder(state, index), (entry) => entrySize(state.data.sizes, place, entry));
  return chosenRows(hosts(state.data.nodes, state.data.lists), { kind: hostList, filter, state });
}

/** What was told of the folder that the pane shows, whatever part of it. */
export function paneFolder({ data, ui }: ConsoleState, index: PaneIndex): FolderView | undefined {
  const { place } = ui.browse.panes[index];
  const shown = data.folders[index];
  return place !== undefined && shown?.of === folderId(place) ? shown.view : undefined;
}

export function readyFolder(state: ConsoleState, index: PaneIndex): ReadyFolder | undefined {
  const view = paneFolder(state, index);
  return view?.kind === 'ready' ? view : undefined;
}

export function folderId({ node, via, path }: Place): string {
  return JSON.stringify([node, via, path]);
}

const orders: Readonly<Record<string, FolderOrder>> = { NAME: 'name', SIZE: 'size', MODIFIED: 'modified' };

/** Which entries the pane asks for, in which order. */
export function lookWanted({ ui }: Pick<ConsoleState, 'ui'>, index: PaneIndex): FolderLook {
  const filter = ui.browse.panes[index].filter.trim().slice(0, 500);
  const sort = ui.sorts[index === 0 ? 'left' : 'right'];
  return {
    ...(filter !== '' && { filter }),
    ...(sort !== undefined && { order: orders[sort.title] ?? 'name' }),
    ...(sort?.isReversed === true && { isReversed: true }),
  };
}

const hosts = remembered((nodes: readonly NodeRecord[], lists: LoadedLists): readonly FolderRow[] => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return [
    ...nodesByName(nodes).map((node) => ({ kind: 'node', node }) as const),
    ...connectionsOf({ lists }).flatMap((connection) =>
      connection.nodes.map((via) => ({ kind: 'connection', connection, via, node: byName.get(via) }) as const),
    ),
  ];
});

/** The way up is the first row. There is none before anything was told: a key that is pressed too early opens nothing else. */
function entryRows(
  folder: FolderView | undefined,
  sizeOf: (entry: FolderEntry) => MeasuredSize | undefined,
): Rows<FolderRow> {
  if (folder === undefined || folder.kind === 'loading') return arrayRows([], rowId);
  const { entries, offset, total } = folder.kind === 'ready' ? folder : { entries: [], offset: 0, total: 0 };
  return {
    count: total + 1,
    at: (index) => {
      if (index === 0) return { kind: 'up' };
      const entry = entries[index - 1 - offset];
      return entry === undefined ? undefined : { kind: 'entry', entry, size: sizeOf(entry) };
    },
    idOf: rowId,
    indexOf: (id) => {
      if (id === '..') return 0;
      const found = entries.findIndex(({ name }) => entryId(name) === id);
      return found === -1 ? -1 : found + offset + 1;
    },
  };
}

/** One folder up: from a root to the list of roots, from there to the list of nodes and connections. */
export function parentPlace(state: ConsoleState, place: Place): Place | undefined {
  const { node, path, via, root } = place;
  if (path === rootsPath) return undefined;
  const roots =
    via === undefined
      ? (state.data.nodes.find(({ name }) => name === node)?.health?.roots ?? []).map((each) => each.path)
      : [root];
  if (roots.includes(path)) return { ...place, path: rootsPath, root: undefined };
  return { ...place, path: path.slice(0, Math.max(1, path.lastIndexOf('/'))) };
}
