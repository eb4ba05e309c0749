/** Counting what a store lists below a place. */

import { entryKinds } from '../../src/engine/disk/file-status.ts';
import { kindAt, namesOf } from '../../src/engine/scan/listing.ts';
import type { FolderSize } from '../../src/model/folder-size.ts';
import type { Store } from '../stores/store.ts';
import { scanStore } from '../stores/store-scan.ts';
import type { Measure } from './measure.ts';

export interface StoreMeasureOptions {
  /** Disposed when it has ended. */
  readonly open: (signal: AbortSignal) => Promise<Store>;
  readonly entries: ReadonlySet<string>;
  readonly isAllBut: boolean;
}

export function measureStore({ open, entries, isAllBut }: StoreMeasureOptions): Measure {
  const stop = new AbortController();
  const { signal } = stop;
  const counts = { files: 0, bytes: 0, folders: 0, unreadable: 0 };
  let isDone = false;
  const measure = async (): Promise<void> => {
    await using store = await open(signal);
    const isWanted = (path: string): boolean => entries.has(path.split('/', 1)[0] ?? '') !== isAllBut;
    const scan = scanStore({
      store,
      onlyName: undefined,
      withDetails: false,
      isRough: true,
      filter: undefined,
      // Whose temporary files they are is not asked here: they are not counted.
      tidy: async () => true,
      signal,
    });
    for await (const listing of scan) {
      const folder = Buffer.from(listing.folder).toString();
      if (folder !== '' && !isWanted(folder)) continue;
      if (listing.problem !== undefined) counts.unreadable += 1;
      for (const [index, name] of namesOf(listing).entries()) {
        if (folder === '' && !isWanted(name.toString())) continue;
        const kind = kindAt(listing, index);
        if (kind === 'folder') counts.folders += 1;
        if (kind !== entryKinds[0]) continue;
        counts.files += 1;
        counts.bytes += listing.sizes[index] ?? 0;
      }
    }
    isDone = true;
  };
  const ended = measure().catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown;
  });
  ended.catch(() => undefined);
  return { size: (): FolderSize => ({ ...counts, isDone }), ended, stop: () => stop.abort() };
}
