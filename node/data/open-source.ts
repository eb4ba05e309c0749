/** The source of an order, opened: a folder of this node, or a place in a store. */
import { LocalSource } from '../../src/engine/endpoint/local-source.ts';
import type { Source } from '../../src/engine/endpoint/source.ts';
import type { RoomMemory } from '../../src/engine/pipeline/room-slots.ts';
import type { OrderedPlace } from '../ordered-places.ts';
import { openSource as openFolder } from './source-folder.ts';

export interface OpenSourceOptions {
  readonly parts: AsyncDisposableStack;
  /** Where others share what they read of the same folder; undefined where there is nobody else. */
  readonly room: RoomMemory | undefined;
  readonly signal: AbortSignal;
}

/** What was opened is let go of with `parts`. Throws `source-missing`, and what opening meets. */
export async function openSource(place: OrderedPlace, { parts, room, signal }: OpenSourceOptions): Promise<Source> {
  if (place.kind === 'folder') return LocalSource.open({ ...parts.use(openFolder(place.path)), room });
  // Loaded when it is wanted: most transfers have no store.
  const { StoreSource } = await import('../stores/store-source.ts');
  return parts.use(await StoreSource.open(place.store, signal));
}
