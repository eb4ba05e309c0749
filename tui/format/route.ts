/** From where to where, in a given width: both ends keep their beginning and their end. */
import { formatLocation, type Location } from '../../src/model/location.ts';
import { shownName } from '../../src/runtime/names.ts';
import { fitCell } from '../text/fit-cell.ts';
import stringWidth from '../text/string-width.ts';
import type { Symbols } from '../theme/symbols.ts';

export interface RouteLook {
  readonly width: number;
  readonly symbols: Symbols;
}

export function placeText(location: Location, { width, symbols }: RouteLook): string {
  const text = shownName(formatLocation(location));
  const fit = { width, align: 'left', cut: 'middle', ellipsis: symbols.ellipsis } as const;
  return stringWidth(text) <= width ? text : fitCell(text, fit).trimEnd();
}

/** What one end does not need, the other may have. */
export function routeText(
  { source, destination }: { readonly source: Location; readonly destination: Location },
  { width, symbols }: RouteLook,
): string {
  const room = width - stringWidth(symbols.arrow) - 2;
  const needed = [source, destination].map((end) => stringWidth(shownName(formatLocation(end))));
  const half = Math.floor(room / 2);
  const [from = 0, to = 0] = needed;
  const left = from <= half ? from : Math.max(half, room - to);
  const end = (location: Location, cells: number): string => placeText(location, { width: cells, symbols });
  return `${end(source, left)} ${symbols.arrow} ${end(destination, room - Math.min(left, from))}`;
}
