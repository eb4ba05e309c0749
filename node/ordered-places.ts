/** Both ends of what the hub orders, as far as they are on this node. */
import type { PlanOrder } from '../src/model/plan-request.ts';
import { Fault } from '../src/runtime/fault.ts';
import { type RootedPath, type Roots, rootedPartialDir } from './roots.ts';

export interface OrderedPlaces {
  readonly source: RootedPath;
  /** Undefined when the order names a peer. */
  readonly destination: RootedPath | undefined;
  /** Of a destination on this node, if it is an absolute path. */
  readonly partialDir: RootedPath | undefined;
}

/** `node` is this one. Throws what a root, or the order itself, forbids. */
export function orderedPlaces(
  { source, destination, options, peer }: Pick<PlanOrder, 'source' | 'destination' | 'options' | 'peer'>,
  { node, roots }: { readonly node: string; readonly roots: Roots },
): OrderedPlaces {
  if (source.node !== node) throw new Fault('bad-message', `the source ${source.node} is not this node`);
  if ((peer?.node ?? node) !== destination.node) {
    throw new Fault('bad-message', `the order says nothing about ${destination.node}`);
  }
  return {
    source: roots.resolve(source.path, 'read'),
    destination: peer === undefined ? roots.resolve(destination.path, 'write') : undefined,
    partialDir: peer === undefined ? rootedPartialDir(options.partialDir, roots) : undefined,
  };
}
