/** What a pane of the browser lists: the nodes, or the entries of a folder with the way up in front. */
import type { FolderEntry } from '../../../src/model/folder-listing.ts';
import { rootsPath } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { PathName } from '../../../src/model/path-name.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import { folderKey } from '../../session/folder-loader.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { sortRows } from '../../store/sorting.ts';
import type { BrowsePane, Place } from '../../store/ui-state.ts';
import { nodeRows } from '../nodes/node-rows.ts';
import { entrySorts } from './entry-sorts.ts';

export type FolderRow =
  | { readonly kind: 'up' }
  | { readonly kind: 'node'; readonly node: NodeRecord }
  | { readonly kind: 'entry'; readonly entry: FolderEntry };

export function folderRows(state: ConsoleState, pane: BrowsePane): Rows<FolderRow> {
  const { place, filter } = pane;
  if (place === undefined) {
    const nodes = nodeRows(state, filter);
    return arrayRows(
      Array.from({ length: nodes.count }, (_, index) => nodes.at(index)).flatMap((node) =>
        node === undefined ? [] : [{ kind: 'node', node } as const],
      ),
      rowId,
    );
  }
  const folder = state.data.folders.get(folderKey(place));
  const loaded = folder?.kind === 'ready' ? folder.entries : [];
  const sort = state.ui.sorts[pane === state.ui.browse.panes[0] ? 'left' : 'right'];
  const entries = sortRows(loaded, { sort, keys: entrySorts });
  const shown = filter === '' ? entries : entries.filter(({ name }) => matchesFilter(shownPath(name), filter));
  return arrayRows([{ kind: 'up' } as const, ...shown.map((entry) => ({ kind: 'entry', entry }) as const)], rowId);
}

export function rowId(row: FolderRow): string {
  switch (row.kind) {
    case 'up':
      return '..';
    case 'node':
      return row.node.name;
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

/** The place of a folder in it, or undefined when its name is not UTF-8: a location is text. */
export function childPlace({ node, path }: Place, name: PathName): Place | undefined {
  if (typeof name !== 'string') return undefined;
  if (path === rootsPath) return { node, path: name };
  return { node, path: path.endsWith('/') ? path + name : `${path}/${name}` };
}

/** One folder up: from a root to the list of roots, from there to the list of nodes. */
export function parentPlace(state: ConsoleState, { node, path }: Place): Place | undefined {
  if (path === rootsPath) return undefined;
  const roots = state.data.nodes.find(({ name }) => name === node)?.health?.roots ?? [];
  if (roots.some((root) => root.path === path)) return { node, path: rootsPath };
  const parent = path.slice(0, Math.max(1, path.lastIndexOf('/')));
  return { node, path: parent };
}
