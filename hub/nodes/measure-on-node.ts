/** How much lies below a folder of a node, as far as it has counted. */
import type { FolderSize, FolderSizeWish } from '../../src/model/folder-size.ts';
import type { Location } from '../../src/model/location.ts';
import type { NodeRegistry } from './node-registry.ts';
import { fromOlderNode } from './older-node.ts';

export interface MeasureQuestion {
  readonly location: Location;
  readonly wish: FolderSizeWish;
  readonly signal: AbortSignal;
}

export async function measureOnNode(
  registry: NodeRegistry,
  { location: { node, path }, wish, signal }: MeasureQuestion,
): Promise<FolderSize> {
  try {
    return await registry.peer(node).request('measure-folder', { path, ...wish }, { signal });
  } catch (thrown) {
    throw fromOlderNode(thrown, node, 'count folders');
  }
}
