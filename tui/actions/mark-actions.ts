/** Marks many entries of a pane, which may have to be asked for first: marks know their entries by name. */
import { type FolderEntry, maxFolderPage } from '../../src/model/folder-listing.ts';
import { formatCount } from '../format/count.ts';
import type { Console } from '../keys/command.ts';
import { lookWanted, readyFolder } from '../screens/browse/folder-rows.ts';
import { withEntries } from '../screens/browse/marks.ts';
import { changePane } from '../screens/focused-list.ts';
import { locationOf, placeText } from '../store/place.ts';
import type { PaneIndex } from '../store/ui-state.ts';
import { attempt } from './attempt.ts';
import { toast } from './toast.ts';

/** One by one. All of a folder is a mark of its own, however large it is. */
export const mostMarked = 10_000;

export interface MarkWish {
  readonly pane: PaneIndex;
  /** Of the entries that are shown. */
  readonly offset: number;
  readonly count: number;
  readonly how: 'marked' | 'turned';
}

export async function markEntries(console: Console, { pane, offset, count, how }: MarkWish): Promise<void> {
  const { store } = console;
  const { place } = store.state.ui.browse.panes[pane];
  if (place === undefined || count <= 0) return;
  if (count > mostMarked) {
    const text = `${formatCount(count)} are too many to mark one by one; narrow them with /, or mark the whole folder`;
    toast(console, { text, role: 'warn' });
    return;
  }
  const folder = readyFolder(store.state, pane);
  const isLoaded =
    folder !== undefined && offset >= folder.offset && offset + count <= folder.offset + folder.entries.length;
  const mark = (entries: readonly FolderEntry[]): void =>
    store.changeUi((ui) =>
      changePane(ui, pane, { marks: withEntries(ui.browse.panes[pane].marks, place, { entries, how }) }),
    );
  if (isLoaded) {
    mark(folder.entries.slice(offset - folder.offset, offset - folder.offset + count));
    return;
  }
  await attempt(console, async () => {
    const look = lookWanted(store.state, pane);
    const entries: FolderEntry[] = [];
    while (entries.length < count) {
      const page = await console.hub.request('browse', {
        location: locationOf(place),
        ...(place.via !== undefined && { via: place.via }),
        ...look,
        offset: offset + entries.length,
        limit: Math.min(maxFolderPage, count - entries.length),
        isRecentEnough: true,
      });
      if (page.entries.length === 0) break;
      entries.push(...page.entries);
    }
    mark(entries);
    toast(console, { text: `${formatCount(entries.length)} marked in ${placeText(place)}`, role: 'good' });
  });
}
