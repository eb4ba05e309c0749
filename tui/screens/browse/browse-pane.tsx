/** One side of the browser. */
import { isDeepStrictEqual } from 'node:util';
import type { ReactNode } from 'react';
import type { FolderEntry } from '../../../src/model/folder-listing.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { FolderView } from '../../store/hub-data.ts';
import { placeText } from '../../store/place.ts';
import type { PaneIndex } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import type { Area } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { folderLists, hostList } from './folder-lists.ts';
import { entryId, type FolderRow } from './folder-row.ts';
import { lookWanted, paneFolder, paneRows } from './folder-rows.ts';
import { markedSize, markedText, sizeWords } from './folder-sizes.ts';
import { rangeRows } from './mark-commands.ts';
import { countMarked, isMarked } from './marks.ts';

export interface BrowsePaneProps {
  readonly state: ConsoleState;
  readonly index: PaneIndex;
  readonly area: Area;
}

export function BrowsePane({ state, index, area }: BrowsePaneProps): ReactNode {
  const { active, panes } = state.ui.browse;
  const pane = panes[index];
  const { place } = pane;
  const isActive = active === index;
  const folder = paneFolder(state, index);
  const where = place === undefined ? 'choose a node or connection' : shownName(placeText(place));
  return (
    <Pane
      title={`${isActive ? 'FROM' : 'TO'} ${where}`}
      note={noteText(state, index, folder)}
      foot={footText(state, index, folder)}
      {...area}
      isFocused={isActive}
    >
      <ListTable<FolderRow>
        state={state}
        kind={place === undefined ? hostList : folderLists[index]}
        rows={paneRows(state, index)}
        list={pane.list}
        {...paneInside(area)}
        isFocused={isActive}
        isMarked={place && markTest(state, index)}
        empty={place === undefined ? 'no node has joined yet' : ''}
      />
    </Pane>
  );
}

/** What a range will mark when it ends looks marked already. */
function markTest(state: ConsoleState, index: PaneIndex): (row: FolderRow) => boolean {
  const { active, panes } = state.ui.browse;
  const { place, marks } = panes[index];
  const range = index === active ? rangeRows(state) : undefined;
  const rows = paneRows(state, index);
  const isInRange = ({ name }: FolderEntry): boolean => {
    if (range === undefined) return false;
    const at = rows.indexOf(entryId(name));
    return at >= range.first && at <= range.last;
  };
  return (row) =>
    row.kind === 'entry' && place !== undefined && (isMarked(marks, place, row.entry) || isInRange(row.entry));
}

function noteText(state: ConsoleState, index: PaneIndex, folder: FolderView | undefined): string {
  switch (folder?.kind) {
    case undefined:
      return '';
    case 'loading':
      return 'loading';
    case 'failed':
      return 'cannot be listed';
    case 'ready': {
      const { total, unfiltered, isReadOnly, isUnderstood, look } = folder;
      const isAnswered = !isUnderstood || isDeepStrictEqual(look, lookWanted(state, index));
      const among = look.filter === undefined ? '' : `${formatCount(total)} of `;
      return `${isAnswered ? '' : 'looking, '}${among}${formatCount(unfiltered)} items${isReadOnly ? ', read-only' : ''}`;
    }
    default:
      return folder satisfies never;
  }
}

function footText(state: ConsoleState, index: PaneIndex, folder: FolderView | undefined): string {
  const { marks, filter, place, rangeFrom } = state.ui.browse.panes[index];
  if (folder?.kind === 'failed') return folder.reason;
  if (folder?.kind === 'ready' && !folder.isUnderstood)
    return `${place?.via ?? place?.node} is too old to filter and sort: this is everything, by name`;
  if (rangeFrom !== undefined) return 'range: v marks from there to here';
  const marked = countMarked(marks);
  if (marked > 0) {
    const size = markedSize(state, index);
    return `${formatCount(marked)} marked${size === undefined ? '' : `, ${markedText(size)}`}`;
  }
  const counted = index === state.ui.browse.active ? (cursorRow(state) as FolderRow | undefined) : undefined;
  if (counted?.kind === 'entry' && counted.size !== undefined)
    return `${shownPath(counted.entry.name)}: ${sizeWords(counted.size)}`;
  if (filter !== '') return `/ ${shownName(filter)}`;
  if (folder?.kind !== 'ready' || folder.freeBytes === undefined) return '';
  return `free ${formatBytes(folder.freeBytes)}${folder.totalBytes === undefined ? '' : ` of ${formatBytes(folder.totalBytes)}`}`;
}
