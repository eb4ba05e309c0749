/** The part of a folder around the cursor, for each pane of the browser: asked for as the cursor moves, filtered and sorted where the folder is. */
import { isDeepStrictEqual } from 'node:util';
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';
import { folderId } from '../screens/browse/folder-rows.ts';
import type { FolderView } from '../store/hub-data.ts';
import type { HubModel } from '../store/hub-model.ts';
import { locationOf } from '../store/place.ts';
import type { PaneIndex } from '../store/ui-state.ts';
import type { HubRequest } from './hub-request.ts';
import type { WantedFolder } from './wanted.ts';

/** One question at a time for each pane; what is wanted by then is asked next. */
interface Pane {
  wanted: WantedFolder | undefined;
  isLoading: boolean;
  /** What is known is too old, whatever part of it is wanted. */
  isStale: boolean;
}

export class FolderWindows {
  readonly #request: HubRequest;
  readonly #model: HubModel;
  readonly #panes: readonly [Pane, Pane] = [noPane(), noPane()];

  constructor(request: HubRequest, model: HubModel) {
    this.#request = request;
    this.#model = model;
  }

  want(folders: readonly (WantedFolder | undefined)[]): void {
    for (const index of [0, 1] as const) {
      const pane = this.#panes[index];
      const wanted = folders[index];
      if (isDeepStrictEqual(wanted, pane.wanted)) continue;
      if (wanted === undefined || pane.wanted === undefined || folderId(wanted.place) !== folderId(pane.wanted.place)) {
        pane.isStale = true;
        this.#write(index, wanted && { of: folderId(wanted.place), view: { kind: 'loading' } });
      }
      pane.wanted = wanted;
      void this.#load(index);
    }
  }

  /** Looks again at what is shown. The old entries stay until the new ones are there. */
  refresh(): void {
    for (const index of [0, 1] as const) {
      this.#panes[index].isStale = true;
      void this.#load(index);
    }
  }

  async #load(index: PaneIndex): Promise<void> {
    const pane = this.#panes[index];
    if (pane.isLoading) return;
    pane.isLoading = true;
    try {
      for (let wanted = pane.wanted; wanted !== undefined; wanted = this.#isAnswered(pane, wanted)) {
        const isRecentEnough = !pane.isStale;
        pane.isStale = false;
        const view = await this.#ask(wanted, isRecentEnough);
        if (view === undefined) return;
        if (pane.wanted !== undefined && folderId(pane.wanted.place) === folderId(wanted.place))
          this.#write(index, { of: folderId(wanted.place), view });
        this.#model.publish();
      }
    } finally {
      pane.isLoading = false;
    }
  }

  /** What is to be asked next, or undefined when there is nothing. */
  #isAnswered(pane: Pane, asked: WantedFolder): WantedFolder | undefined {
    return pane.isStale || !isDeepStrictEqual(pane.wanted, asked) ? pane.wanted : undefined;
  }

  /** Undefined when the link is lost: the header says so, and the next link loads the folder again. */
  async #ask({ place, look, offset, limit }: WantedFolder, isRecentEnough: boolean): Promise<FolderView | undefined> {
    const { via } = place;
    try {
      const page = await this.#request('browse', {
        location: locationOf(place),
        ...(via !== undefined && { via }),
        ...look,
        offset,
        limit,
        ...(isRecentEnough && { isRecentEnough }),
      });
      const isUnderstood = page.look !== undefined || isDeepStrictEqual(look, {});
      return {
        kind: 'ready',
        look: isUnderstood ? look : {},
        isUnderstood,
        offset,
        entries: page.entries,
        total: page.total,
        unfiltered: page.unfiltered ?? page.total,
        isReadOnly: page.isReadOnly,
        freeBytes: page.freeBytes,
        totalBytes: page.totalBytes,
      };
    } catch (thrown) {
      return asFault(thrown).code === 'link-lost' ? undefined : { kind: 'failed', reason: faultText(thrown) };
    }
  }

  #write(index: PaneIndex, shown: { readonly of: string; readonly view: FolderView } | undefined): void {
    const [left, right] = this.#model.data.folders;
    this.#model.update({ folders: index === 0 ? [shown, right] : [left, shown] });
  }
}

function noPane(): Pane {
  return { wanted: undefined, isLoading: false, isStale: false };
}
