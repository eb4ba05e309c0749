/** Folders that can be gone to by name: roots, what the panes show, the ends of transfers; and any that is written out. */

import { rootsPath } from '../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { folderId } from '../screens/browse/folder-rows.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { childPlace, type Place, placeText } from '../store/place.ts';

interface KnownFrom {
  readonly data: ConsoleState['data'];
  readonly browse: ConsoleState['ui']['browse'];
}

export function knownPlaces({ data, browse }: KnownFrom, transfers: readonly Transfer[]): readonly Place[] {
  const nodes = new Set(data.nodes.map(({ name }) => name as string));
  const places = [
    ...browse.panes.flatMap(({ place }) => place ?? []),
    ...browse.panes.flatMap(({ place }, index) => {
      const shown = data.folders[index];
      if (place === undefined || shown?.of !== folderId(place) || shown.view.kind !== 'ready') return [];
      return shown.view.entries.flatMap(({ name, kind }) => (kind === 'folder' ? (childPlace(place, name) ?? []) : []));
    }),
    ...data.nodes.flatMap(rootsOf),
    // Of a connection nobody could say who is to look.
    ...transfers.flatMap(({ source, destination }) => [source, destination]).filter(({ node }) => nodes.has(node)),
  ];
  return [...new Map(places.map((place) => [placeText(place), place])).values()];
}

function rootsOf({ name, health }: NodeRecord): readonly Place[] {
  return health?.roots.map(({ path }) => ({ node: name, path })) ?? [];
}

/** `fs1:/srv/data`, `fs1:`, `cold@fs1:/bucket`; undefined for what is none of a node that there is. */
export function writtenPlace(text: string, nodes: readonly NodeRecord[]): Place | undefined {
  const [, host = '', via, path = ''] = /^([^\s:@/]+)(?:@([^\s:@/]+))?:(\/.*)?$/u.exec(text.trim()) ?? [];
  if (!nodes.some(({ name }) => name === (via ?? host))) return undefined;
  return { node: host, path: path.replace(/\/+$/, '') || rootsPath, ...(via !== undefined && { via }) };
}
