/** Folders of stores that were listed a moment ago, for who turns their pages: a large one takes a hundred requests. */
import { isDeepStrictEqual } from 'node:util';
import type { FolderEntry } from '../../src/model/folder-listing.ts';
import type { StorePlace } from './store-desk.ts';

const mostKnown = 4;
const mostEntries = 400_000;
const knownForMs = 60_000;

interface Known {
  readonly place: StorePlace;
  readonly entries: readonly FolderEntry[];
  /** Of the clock that only goes forward. */
  readonly until: number;
}

export class KnownListings {
  /** The latest first. */
  #listings: readonly Known[] = [];

  find(place: StorePlace): readonly FolderEntry[] | undefined {
    const now = performance.now();
    return this.#listings.find((known) => now < known.until && isDeepStrictEqual(known.place, place))?.entries;
  }

  keep(place: StorePlace, entries: readonly FolderEntry[]): void {
    const others = this.#listings.filter((known) => !isDeepStrictEqual(known.place, place));
    const all = [{ place, entries, until: performance.now() + knownForMs }, ...others].slice(0, mostKnown);
    let held = 0;
    this.#listings = all.filter((known) => {
      held += known.entries.length;
      return held <= mostEntries;
    });
  }
}
