/** A folder that a pane of the browser shows: on a node, or of a connection as one of the nodes sees it. */
import { rootsPath } from '../../src/model/folder-listing.ts';
import type { Location } from '../../src/model/location.ts';
import type { PathName } from '../../src/model/path-name.ts';

export interface Place {
  /** Or the connection. */
  readonly node: string;
  readonly path: string;
  /** The node that looks; absent where the place is its own. */
  readonly via?: string | undefined;
  /** Of a connection, the place of those the node allows through which it was opened: nothing above it can be seen. */
  readonly root?: string | undefined;
}

/** As the hub knows it. */
export function locationOf({ node, path }: Place): Location {
  return { node, path };
}

/** `fs1`, `cold@fs1`. */
export function hostText({ node, via }: Pick<Place, 'node' | 'via'>): string {
  return via === undefined ? node : `${node}@${via}`;
}

export function placeText(place: Place): string {
  return `${hostText(place)}:${place.path}`;
}

/** The place of a folder in it, or undefined when its name is not UTF-8: a location is text. */
export function childPlace(place: Place, name: PathName): Place | undefined {
  if (typeof name !== 'string') return undefined;
  const { path, via } = place;
  if (path === rootsPath) return { ...place, path: name, ...(via !== undefined && { root: name }) };
  return { ...place, path: path.endsWith('/') ? path + name : `${path}/${name}` };
}
