/** Where the backlog of a pair of locations lies: one database a pair, named so that people find it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatLocation } from '../../src/model/location.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import { plainPath } from '../roots.ts';

type Pair = Pick<TransferOrder, 'source' | 'destination'>;

/** The same for every way to write the same two places. */
export function pairName({ source, destination }: Pair): string {
  const places = [source, destination].map(({ node, path }) => formatLocation({ node, path: plainPath(path) }));
  const hash = createHash('sha256').update(places.join('\0')).digest('hex').slice(0, 16);
  const readable = places.map((place) =>
    place
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .slice(-40)
      .replace(/^_|_$/g, ''),
  );
  return `${readable.join('--')}.${hash}`;
}

export const backlogFolder = (folder: string): string => join(folder, 'backlogs');

export function backlogFile(folder: string, pair: Pair): string {
  return join(backlogFolder(folder), `${pairName(pair)}.db`);
}
