/** What is known of the file or folder under the cursor, in words that may be shown. */
import { type FolderEntry, rootsPath } from '../../src/model/folder-listing.ts';
import { shownPath } from '../../src/model/path-text.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import { formatBytes, formatRate } from '../../src/runtime/units.ts';
import { formatCount } from '../format/count.ts';
import { clockTime } from '../format/instant.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { Dialog } from '../store/dialog.ts';
import { placeText } from '../store/place.ts';
import { spelledLetters } from '../terminal/agreed-letters.ts';
import type { FolderRow } from './browse/folder-row.ts';
import { sizeWords } from './browse/folder-sizes.ts';
import { cursorRow } from './focused-list.ts';
import { filesOf } from './transfer/detail-tabs.ts';
import { type FileRow, reasonLines } from './transfer/file-rows.ts';

type FileBox = Extract<Dialog, { kind: 'file' }>;
type Fact = FileBox['facts'][number];

const kinds = {
  file: 'file',
  folder: 'folder',
  link: 'symbolic link',
  other: 'neither file, folder nor link',
} as const satisfies Readonly<Record<FolderEntry['kind'], string>>;

/** Undefined where there is none. */
export function fileBox(state: ConsoleState): FileBox | undefined {
  const row = cursorRow(state);
  if (row === undefined) return undefined;
  if (state.ui.view === 'browse') return entryBox(state, row as FolderRow);
  return filesOf(state.ui.transfer.tab) === undefined ? undefined : transferFileBox(row as FileRow);
}

function entryBox({ ui: { browse } }: ConsoleState, row: FolderRow): FileBox | undefined {
  const { place } = browse.panes[browse.active];
  if (row.kind !== 'entry' || place === undefined) return undefined;
  const { name, kind, sizeBytes, modifiedAt } = row.entry;
  const isRoot = place.path === rootsPath;
  const size = kind === 'file' ? bytesText(sizeBytes) : row.size === undefined ? '' : sizeWords(row.size);
  return {
    kind: 'file',
    title: kind === 'folder' ? 'Folder' : 'File',
    facts: [
      ...nameFacts(shownPath(name)),
      ...(isRoot ? [] : [{ name: 'in', value: shownName(placeText(place)) }]),
      { name: 'kind', value: kinds[kind] },
      ...(kind === 'file' || kind === 'folder' ? [{ name: 'size', value: size === '' ? '# counts it' : size }] : []),
      ...(modifiedAt > 0 ? [{ name: 'modified', value: instantText(modifiedAt) }] : []),
      ...(typeof name === 'string' ? [] : [{ name: '', value: 'its name is not UTF-8' }]),
    ],
  };
}

function transferFileBox(row: FileRow): FileBox {
  const { file } = row;
  const isMoving = row.kind === 'moving' && row.file.state !== 'done';
  return {
    kind: 'file',
    title: 'File',
    facts: [
      ...nameFacts(shownPath(file.path)),
      { name: 'size', value: bytesText(file.sizeBytes) },
      { name: 'state', value: row.kind === 'moving' ? row.file.state : row.file.status },
      ...(isMoving
        ? [{ name: 'moved', value: `${formatBytes(row.file.doneBytes)}, ${formatRate(row.file.rate)}` }]
        : []),
      ...(row.kind === 'listed' && row.file.hash !== undefined ? [{ name: 'checksum', value: row.file.hash }] : []),
      ...reasonLines(row).map((value, index) => ({ name: index === 0 ? 'reason' : '', value: shownMessage(value) })),
    ],
  };
}

/** Once more in code points where terminals do not agree about its letters. */
function nameFacts(shown: string): readonly Fact[] {
  const spelled = spelledLetters(shown);
  return [{ name: 'name', value: shown }, ...(spelled === shown ? [] : [{ name: 'spelled', value: spelled }])];
}

function bytesText(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${formatBytes(bytes)} (${formatCount(bytes)} bytes)`;
}

/** `2026-11-20 12:03:27Z` */
function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 10)} ${clockTime(ms)}`;
}
