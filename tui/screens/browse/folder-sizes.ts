/** What was asked to be counted in the browser, and what that says of a row and of all marks. Pure. */
import { type FolderEntry, rootsPath } from '../../../src/model/folder-listing.ts';
import { mostMeasured } from '../../../src/model/folder-size.ts';
import type { PathName } from '../../../src/model/path-name.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { formatCount, formatFiles } from '../../format/count.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { MeasuredSize, SizeWish } from '../../store/hub-data.ts';
import { type Place, placeText } from '../../store/place.ts';
import type { PaneIndex } from '../../store/ui-state.ts';
import { entryId } from './folder-row.ts';
import type { FolderMarks, Marks } from './marks.ts';

/** One after another; who means more marks the folder that they lie in. */
export const mostCounted = 200;

type Sizes = ReadonlyMap<string, MeasuredSize>;
type Part = Pick<SizeWish, 'place' | 'entries' | 'isAllBut'>;

export function sizeKey({ place, entries, isAllBut }: Part): string {
  return JSON.stringify([placeText(place), isAllBut, ...entries.map(entryId)]);
}

function entryPart(place: Place, name: PathName): Part {
  return { place, entries: [name], isAllBut: false };
}

export function entrySize(sizes: Sizes, place: Place, { name }: FolderEntry): MeasuredSize | undefined {
  return sizes.size === 0 ? undefined : sizes.get(sizeKey(entryPart(place, name)));
}

/** What is to be counted: the folders among all that is marked, or the one under the cursor; or why nothing can be. */
export function sizeParts(state: ConsoleState, cursor: FolderEntry | undefined): readonly Part[] | string {
  const { panes, active } = state.ui.browse;
  const { marks, place } = panes[active];
  if (marks.size === 0) {
    if (place === undefined || cursor?.kind !== 'folder') return 'choose a folder';
    return [entryPart(place, cursor.name)];
  }
  const parts = [...marks.values()].flatMap(partsOf);
  if (parts.length === 0) return 'only files are marked: their sizes are known';
  if (parts.length > mostCounted) return `more than ${mostCounted} folders are marked: mark the one that they lie in`;
  if (parts.some(({ entries }) => entries.length > mostMeasured)) return 'all but too many are marked';
  if (parts.some((part) => part.isAllBut && part.place.path === rootsPath)) return 'mark folders one by one here';
  return parts;
}

function partsOf({ place, isAllBut, entries }: FolderMarks): readonly Part[] {
  if (isAllBut) return [{ place, isAllBut, entries: [...entries.values()].map(({ name }) => name) }];
  return [...entries.values()].filter(({ kind }) => kind === 'folder').map(({ name }) => entryPart(place, name));
}

/** Those of folders in sight, and of what is marked. */
export function sizesWanted({ ui: { browse } }: Pick<ConsoleState, 'ui'>): readonly SizeWish[] {
  if (browse.sizes.length === 0) return browse.sizes;
  const inSight = new Set(browse.panes.flatMap(({ place, marks }) => [place && placeText(place), ...marks.keys()]));
  return browse.sizes.filter(({ place }) => inSight.has(placeText(place)));
}

/** Elsewhere nothing is counted; what was counted stays known. */
export function sizesKept(state: ConsoleState): readonly SizeWish[] {
  return sizesWanted(state).filter((wish) => isCounted(state.data.sizes, wish));
}

export function isCounting(state: ConsoleState): boolean {
  return sizesWanted(state).some((wish) => !isCounted(state.data.sizes, wish));
}

export function isCounted(sizes: Sizes, wish: SizeWish): boolean {
  const known = sizes.get(sizeKey(wish));
  return known?.asked === wish.asked && (known.reason !== undefined || known.size?.isDone === true);
}

/** `18.4 GB`, with a `+` while it grows. */
export function sizeText({ size, reason }: MeasuredSize): string {
  if (reason !== undefined) return 'failed';
  return size === undefined ? '' : `${formatBytes(size.bytes)}${size.isDone ? '' : '+'}`;
}

/** Of one folder, in words. */
export function sizeWords({ size, reason }: MeasuredSize): string {
  if (reason !== undefined || size === undefined) return reason ?? 'counting';
  const folders = size.folders === 0 ? '' : ` in ${formatCount(size.folders)} folders`;
  const unread = size.unreadable === 0 ? '' : `, ${formatCount(size.unreadable)} of them cannot be read`;
  return `${formatBytes(size.bytes)}, ${formatFiles(size.files)}${folders}${unread}${size.isDone ? '' : ', counting'}`;
}

export interface MarkedSize {
  readonly bytes: number;
  readonly files: number;
  readonly isDone: boolean;
}

const sums = new WeakMap<Marks, { readonly sizes: Sizes; readonly sum: MarkedSize | undefined }>();

/** Of all that is marked in a pane; undefined while folders are among it of which nothing is known. */
export function markedSize({ ui, data: { sizes } }: ConsoleState, index: PaneIndex): MarkedSize | undefined {
  const { marks } = ui.browse.panes[index];
  const known = sums.get(marks);
  if (known?.sizes === sizes) return known.sum;
  const sum = sumOf(marks, sizes);
  sums.set(marks, { sizes, sum });
  return sum;
}

function sumOf(marks: Marks, sizes: Sizes): MarkedSize | undefined {
  let [bytes, files, isDone] = [0, 0, true];
  for (const folder of marks.values()) {
    for (const part of partsOf(folder)) {
      const size = sizes.get(sizeKey(part))?.size;
      if (size === undefined) return undefined;
      bytes += size.bytes;
      files += size.files;
      isDone &&= size.isDone;
    }
    if (folder.isAllBut) continue;
    for (const { kind, sizeBytes } of folder.entries.values()) {
      if (kind !== 'file') continue;
      bytes += sizeBytes;
      files += 1;
    }
  }
  return { bytes, files, isDone };
}

/** `405 GB in 18,442 files`. */
export function markedText({ bytes, files, isDone }: MarkedSize): string {
  return `${formatBytes(bytes)} in ${formatFiles(files)}${isDone ? '' : ', counting'}`;
}
