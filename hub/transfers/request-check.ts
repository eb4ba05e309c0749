/** What can be said of a request for a transfer without asking its nodes. */
import { formatLocation, type Location } from '../../src/model/location.ts';
import type { TransferRequest } from '../../src/model/transfer.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { KnownNode } from '../nodes/node-registry.ts';

type Places = Pick<TransferRequest, 'source' | 'destination'>;

/** Throws `usage` when one place is the other or lies inside it: the copy would feed on itself. */
export function checkPlaces({ source, destination }: Places): void {
  if (source.node !== destination.node) return;
  const from = folder(source.path);
  const to = folder(destination.path);
  if (from.startsWith(to) || to.startsWith(from)) {
    const shown = [source, destination].map((place) => shownName(formatLocation(place)));
    throw new Fault('usage', `${shown[0]} and ${shown[1]} overlap; choose folders that lie beside each other`);
  }
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
