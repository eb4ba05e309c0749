/** The columns of a folder, and of the list of nodes and connections that stands above it. */
import { shownPath } from '../../../src/model/path-text.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { shortDate } from '../../format/instant.ts';
import { freeText, nodeHealth } from '../../format/node-words.ts';
import type { Word } from '../../format/transfer-words.ts';
import { hostText } from '../../store/place.ts';
import type { FolderRow } from './folder-rows.ts';

/** A folder ends in `/`, a link in `@`, what is neither file nor folder in `=`: types are told without colour. */
const suffixes = { file: '', folder: '/', link: '@', other: '=' } as const;

function nameOf(row: FolderRow): Word | string {
  switch (row.kind) {
    case 'up':
      return '..';
    case 'node':
      return { text: `${row.node.name}:`, role: 'accent' };
    case 'connection': {
      const { connection, via } = row;
      return { text: `${hostText({ node: connection.name, via })}:`, role: 'accent' };
    }
    case 'entry': {
      const text = shownPath(row.entry.name) + suffixes[row.entry.kind];
      return { text, role: row.entry.kind === 'folder' ? 'accent' : row.entry.kind === 'file' ? 'text' : 'muted' };
    }
    default:
      return row satisfies never;
  }
}

export const folderColumns: readonly Column<FolderRow>[] = [
  { title: 'NAME', width: 16, flex: 1, align: 'left', cut: 'name', priority: 1, cell: nameOf },
  {
    title: 'SIZE',
    width: 8,
    align: 'right',
    priority: 2,
    cell: (row) => (row.kind === 'entry' && row.entry.kind === 'file' ? formatBytes(row.entry.sizeBytes) : ''),
  },
  {
    title: 'MODIFIED',
    width: 11,
    align: 'left',
    priority: 3,
    cell: (row) => (row.kind === 'entry' && row.entry.modifiedAt > 0 ? shortDate(row.entry.modifiedAt) : ''),
  },
];

export const nodeChoiceColumns: readonly Column<FolderRow>[] = [
  { title: 'NODE', width: 16, flex: 1, align: 'left', cut: 'middle', priority: 1, cell: nameOf },
  {
    title: 'STATE',
    width: 6,
    align: 'left',
    priority: 1,
    cell: (row, { now }) =>
      (row.kind === 'node' || row.kind === 'connection') && row.node !== undefined ? nodeHealth(row.node, now) : '',
  },
  {
    title: 'FREE',
    width: 8,
    align: 'right',
    priority: 2,
    cell: (row) => (row.kind === 'node' ? freeText(row.node) : row.kind === 'connection' ? row.connection.kind : ''),
  },
];
