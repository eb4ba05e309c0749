/** The nodes that a form offers, each with its first root. */
import { rootsPath } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { NodeChoice } from './form-state.ts';

export function nodeChoices(nodes: readonly NodeRecord[]): readonly NodeChoice[] {
  return nodes
    .map(({ name, health }) => ({ name, root: health?.roots[0]?.path ?? rootsPath }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
