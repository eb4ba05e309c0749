/** What a pane of the browser lists: nodes and connections, or the entries of a folder with the way up in front. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import { type FolderEntry, type FolderLook, type FolderOrder, rootsPath } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { PathName } from '../../../src/model/path-name.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import type { FolderView } from '../../store/hub-data.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { hostText, type Place } from '../../store/place.ts';
import type { PaneIndex } from '../../store/ui-state.ts';
import { connectionsOf } from '../automation/automation-rows.ts';
import { nodeRows } from '../nodes/node-rows.ts';

export type FolderRow =
  | { readonly kind: 'up' }
  | { readonly kind: 'node'; readonly node: NodeRecord }
  /** As one of the nodes that can open it. */
  | {
      readonly kind: 'connection';
      readonly connection: ConnectionRecord;
      readonly via: string;
      readonly node: NodeRecord | undefined;
    }
  | { readonly kind: 'entry'; readonly entry: FolderEntry };

export type ReadyFolder = Extract<FolderView, { kind: 'ready' }>;

export function paneRows(state: ConsoleState, index: PaneIndex): Rows<FolderRow> {
  const { place, filter } = state.ui.browse.panes[index];
  return place === undefined ? hostRows(state, filter) : entryRows(paneFolder(state, index));
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
/** What the entries of a folder can be sorted by, where they are. */
export const entryOrders: readonly string[] = Object.keys(orders);

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

function hostRows(state: ConsoleState, filter: string): Rows<FolderRow> {
  const nodes = nodeRows(state, filter);
  const rows: FolderRow[] = Array.from({ length: nodes.count }, (_, index) => nodes.at(index)).flatMap((node) =>
    node === undefined ? [] : [{ kind: 'node', node } as const],
  );
  const byName = new Map(state.data.nodes.map((node) => [node.name, node]));
  for (const connection of connectionsOf(state.data)) {
    for (const via of connection.nodes) {
      const words = `${hostText({ node: connection.name, via })} ${connection.kind} ${connection.endpoint}`;
      if (matchesFilter(words, filter)) rows.push({ kind: 'connection', connection, via, node: byName.get(via) });
    }
  }
  return arrayRows(rows, rowId);
}

/** The way up is the first row. There is none before anything was told: a key that is pressed too early opens nothing else. */
function entryRows(folder: FolderView | undefined): Rows<FolderRow> {
  if (folder === undefined || folder.kind === 'loading') return arrayRows([], rowId);
  const { entries, offset, total } = folder.kind === 'ready' ? folder : { entries: [], offset: 0, total: 0 };
  return {
    count: total + 1,
    at: (index) => {
      if (index === 0) return { kind: 'up' };
      const entry = entries[index - 1 - offset];
      return entry === undefined ? undefined : { kind: 'entry', entry };
    },
    idOf: rowId,
    indexOf: (id) => {
      if (id === '..') return 0;
      const found = entries.findIndex(({ name }) => entryId(name) === id);
      return found === -1 ? -1 : found + offset + 1;
    },
  };
}

export function rowId(row: FolderRow): string {
  switch (row.kind) {
    case 'up':
      return '..';
    case 'node':
      return row.node.name;
    case 'connection':
      return hostText({ node: row.connection.name, via: row.via });
    case 'entry':
      return entryId(row.entry.name);
    default:
      return row satisfies never;
  }
}

/** Names that are not UTF-8 differ from every text that looks like them. */
export function entryId(name: PathName): string {
  return typeof name === 'string' ? `/${name}` : `\0${name.base64}`;
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
