/** The nodes that a form offers, each with its first root, and behind them the connections. */

import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import { rootsPath } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { NodeChoice } from './form-state.ts';

export function nodeChoices(
  nodes: readonly NodeRecord[],
  connections: readonly ConnectionRecord[] = [],
): readonly NodeChoice[] {
  const offered = nodes
    .map(({ name, health }) => ({ name, root: health?.roots[0]?.path ?? rootsPath }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return [...offered, ...connections.map(({ name }) => ({ name, root: '/' }))];
}
