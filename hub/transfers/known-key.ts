/** A key that was used before: what it started then is the answer, if what is asked for now is the same. */
import { formatLocation, type Location } from '../../src/model/location.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { samePlace } from './request-check.ts';
import type { NewTransfers, StoredTransfer } from './transfer-store.ts';

/** In the order of the destinations that are asked for. Throws `usage` when those that it started lead elsewhere. */
export function startedByKey(
  earlier: readonly StoredTransfer[],
  { source, destinations, key }: Pick<NewTransfers, 'source' | 'destinations' | 'key'>,
): StoredTransfer[] {
  const found = destinations.map((wanted) =>
    earlier.find((transfer) => samePlace(transfer.source, source) && samePlace(transfer.destination, wanted)),
  );
  const known = found.filter((transfer) => transfer !== undefined);
  if (known.length === destinations.length && known.length === earlier.length) return known;
  const begun = shownName(`${earlier.map(({ id }) => id).join(', ')}, ${wayOf(earlier)}`);
  throw new Fault(
    'usage',
    `the key ${shownName(key ?? '')} has started ${begun}; give another key for another transfer`,
  );
}

function wayOf(transfers: readonly { readonly source: Location; readonly destination: Location }[]): string {
  const to = transfers.map(({ destination }) => formatLocation(destination)).join(', ');
  return `${transfers.slice(0, 1).map(({ source }) => formatLocation(source))} -> ${to}`;
}
