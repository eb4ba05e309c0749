/** What can be said of a request for a transfer without asking its nodes. */
import type { FanOutRequest } from '../../src/model/fan-out.ts';
import { formatLocation, type Location } from '../../src/model/location.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { KnownNode } from '../nodes/node-registry.ts';

/**
 * Throws `usage` when one place is another or lies inside it: the copy would feed on itself, and of a fan-out two that overlap
 * would write into, and clean up, each other.
 */
export function checkAllPlaces({ source, destinations }: Pick<FanOutRequest, 'source' | 'destinations'>): void {
  for (const [index, destination] of destinations.entries())
    for (const other of [source, ...destinations.slice(0, index)]) confirmApart(other, destination);
}

function confirmApart(one: Location, other: Location): void {
  if (one.node !== other.node) return;
  const [from, to] = [folder(one.path), folder(other.path)];
  if (!from.startsWith(to) && !to.startsWith(from)) return;
  const shown = [one, other].map((place) => shownName(formatLocation(place)));
  throw new Fault('usage', `${shown[0]} and ${shown[1]} overlap; choose folders that lie beside each other`);
}

export function samePlace(one: Location, other: Location): boolean {
  return one.node === other.node && folder(one.path) === folder(other.path);
}

/** Where other nodes dial it; undefined where they cannot. Throws `node-unreachable` while nobody can say. */
export function dataAddressOf({ name, version, dataAddress }: KnownNode): string | undefined {
  if (version !== undefined) return dataAddress;
  throw new Fault(
    'node-unreachable',
    `${name} has never been attached to the hub, so that nobody knows where it is reached`,
  );
}

/** The last folder of the source: `/srv/reel_0417/` is `reel_0417`. */
export function transferName({ node, path }: Location): string {
  return (path.split('/').filter(Boolean).at(-1) ?? node).slice(0, 200);
}

/** The same for every way to write it: `/a`, `/a/`, `//a`. */
function folder(path: string): string {
  return `${path}/`.replace(/\/+/g, '/');
}
