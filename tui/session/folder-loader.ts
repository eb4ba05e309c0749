/** Loads the folders that the browser shows, page after page as the cursor comes near the end of what is there. */
import { type FolderEntry, maxFolderPage } from '../../src/model/folder-listing.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';
import type { FolderView } from '../store/hub-data.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { Place } from '../store/ui-state.ts';
import type { HubRequest } from './hub-request.ts';
import type { Wanted } from './wanted.ts';

export function folderKey({ node, path }: Place): string {
  return `${node}:${path}`;
}

export class FolderLoader {
  readonly #request: HubRequest;
  readonly #model: HubModel;
  readonly #loading = new Set<string>();
  #wanted: Wanted['folders'] = [];

  constructor(request: HubRequest, model: HubModel) {
    this.#request = request;
    this.#model = model;
  }

  want(folders: Wanted['folders']): void {
    if (folders.length === 0 && this.#wanted.length === 0) return;
    const keys = new Set(folders.map(folderKey));
    const gone = this.#wanted.map(folderKey).filter((key) => !keys.has(key));
    this.#wanted = folders;
    if (gone.length > 0)
      this.#write((views) => {
        for (const key of gone) views.delete(key);
      });
    for (const folder of folders) {
      const view = this.#model.data.folders.get(folderKey(folder));
      if (view === undefined) void this.#load(folder, 0);
      else if (view.kind === 'ready' && view.entries.length < Math.min(view.total, folder.atLeast)) {
        void this.#load(folder, view.entries.length);
      }
    }
  }

  /** Looks again at what is shown. The old entries stay until the new ones are there. */
  refresh(): void {
    for (const folder of this.#wanted) void this.#load(folder, 0);
  }

  async #load(folder: Place, offset: number): Promise<void> {
    const key = folderKey(folder);
    if (this.#loading.has(key)) return;
    this.#loading.add(key);
    if (!this.#model.data.folders.has(key)) this.#write((views) => views.set(key, { kind: 'loading' }));
    try {
      const page = await this.#request('browse', {
        location: { node: folder.node, path: folder.path },
        offset,
        limit: maxFolderPage,
      });
      const before = this.#model.data.folders.get(key);
      const known: readonly FolderEntry[] = offset > 0 && before?.kind === 'ready' ? before.entries : [];
      const view: FolderView = {
        kind: 'ready',
        entries: [...known, ...page.entries],
        total: page.total,
        isReadOnly: page.isReadOnly,
        freeBytes: page.freeBytes,
        totalBytes: page.totalBytes,
      };
      this.#settle(key, view);
    } catch (thrown) {
      // A lost link is said in the header; the next link loads the folder again.
      if (asFault(thrown).code !== 'link-lost') this.#settle(key, { kind: 'failed', reason: faultText(thrown) });
    } finally {
      this.#loading.delete(key);
    }
    this.#model.publish();
  }

  #settle(key: string, view: FolderView): void {
    if (this.#wanted.some((folder) => folderKey(folder) === key)) this.#write((views) => views.set(key, view));
  }

  #write(change: (views: Map<string, FolderView>) => void): void {
    const views = new Map(this.#model.data.folders);
    change(views);
    this.#model.update({ folders: views });
  }
}
