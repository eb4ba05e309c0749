/** One side of the browser. */
import type { ReactNode } from 'react';
import { formatLocation } from '../../../src/model/location.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { folderKey } from '../../session/folder-loader.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { FolderView } from '../../store/hub-data.ts';
import { hubNow } from '../../store/hub-time.ts';
import type { PaneIndex, BrowsePane as PaneState } from '../../store/ui-state.ts';
import type { Area } from '../frame/frame-layout.ts';
import { markKey } from './browse-commands.ts';
import { folderColumns, nodeChoiceColumns } from './folder-columns.ts';
import { type FolderRow, folderRows } from './folder-rows.ts';

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
  const folder = place === undefined ? undefined : state.data.folders.get(folderKey(place));
  const where = place === undefined ? 'choose a node' : shownName(formatLocation(place));
  return (
    <Pane
      title={`${isActive ? 'FROM' : 'TO'} ${where}`}
      note={countText(folder)}
      foot={footText(pane, folder)}
      {...area}
      isFocused={isActive}
    >
      <DataTable<FolderRow>
        rows={folderRows(state, pane)}
        list={pane.list}
        columns={place === undefined ? nodeChoiceColumns : folderColumns}
        {...paneInside(area)}
        isFocused={isActive}
        now={hubNow(state)}
        isMarked={place && ((row) => row.kind === 'entry' && pane.marks.has(markKey({ place, entry: row.entry })))}
        sort={state.ui.sorts[place === undefined ? 'nodes' : index === 0 ? 'left' : 'right']}
        empty="no node has joined yet"
      />
    </Pane>
  );
}

function countText(folder: FolderView | undefined): string {
  switch (folder?.kind) {
    case undefined:
      return '';
    case 'loading':
      return 'loading';
    case 'failed':
      return 'cannot be listed';
    case 'ready': {
      const isPartial = folder.entries.length < folder.total;
      return `${isPartial ? `${formatCount(folder.entries.length)} of ` : ''}${formatCount(folder.total)} items${folder.isReadOnly ? ', read-only' : ''}`;
    }
    default:
      return folder satisfies never;
  }
}

function footText({ marks, filter }: PaneState, folder: FolderView | undefined): string {
  if (folder?.kind === 'failed') return folder.reason;
  if (marks.size > 0) return `${formatCount(marks.size)} marked`;
  if (filter !== '') return `/ ${shownName(filter)}`;
  if (folder?.kind !== 'ready' || folder.freeBytes === undefined) return '';
  return `free ${formatBytes(folder.freeBytes)}${folder.totalBytes === undefined ? '' : ` of ${formatBytes(folder.totalBytes)}`}`;
}
