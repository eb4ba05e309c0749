/** The list of a folder in either pane, and that of the nodes and connections that stands above it. */
import { shownPath } from '../../../src/model/path-text.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { shortDate } from '../../format/instant.ts';
import { freeBytes, freeText, nodeHealth } from '../../format/node-words.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { hostText } from '../../store/place.ts';
import { type FolderRow, rowId } from './folder-row.ts';
import { sizeText } from './folder-sizes.ts';

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

function rowName(row: FolderRow): string {
  return row.kind === 'entry' ? shownPath(row.entry.name) : rowId(row);
}

/** Of a folder what was counted, which may still grow. */
function sizeOf(row: FolderRow): Word | string {
  if (row.kind !== 'entry') return '';
  if (row.entry.kind === 'file') return formatBytes(row.entry.sizeBytes);
  if (row.size === undefined) return '';
  const role = row.size.reason === undefined ? (row.size.size?.isDone === true ? 'text' : 'muted') : 'bad';
  return { text: sizeText(row.size), role };
}

/** Sorted and filtered where they are. */
const folderColumns: readonly Column<FolderRow>[] = [
  { title: 'NAME', width: 16, flex: 1, align: 'left', cut: 'name', priority: 1, cell: nameOf, value: rowName },
  {
    title: 'SIZE',
    width: 8,
    align: 'right',
    priority: 2,
    cell: sizeOf,
    value: (row) => (row.kind === 'entry' && row.entry.kind === 'file' ? row.entry.sizeBytes : undefined),
  },
  {
    title: 'MODIFIED',
    width: 11,
    align: 'left',
    priority: 3,
    cell: (row) => (row.kind === 'entry' && row.entry.modifiedAt > 0 ? shortDate(row.entry.modifiedAt) : ''),
    value: (row) => (row.kind === 'entry' && row.entry.modifiedAt > 0 ? new Date(row.entry.modifiedAt) : undefined),
  },
];

const hostColumns: readonly Column<FolderRow>[] = [
  { title: 'NODE', width: 16, flex: 1, align: 'left', cut: 'middle', priority: 1, cell: nameOf, value: rowName },
  {
    title: 'STATE',
    width: 6,
    align: 'left',
    priority: 1,
    cell: (row, { now }) =>
      (row.kind === 'node' || row.kind === 'connection') && row.node !== undefined ? nodeHealth(row.node, now) : '',
    value: (row) => (row.kind === 'node' || row.kind === 'connection' ? row.node?.presence : undefined),
  },
  {
    title: 'FREE',
    width: 8,
    align: 'right',
    priority: 2,
    cell: (row) => (row.kind === 'node' ? freeText(row.node) : row.kind === 'connection' ? row.connection.kind : ''),
    value: (row) => (row.kind === 'node' ? freeBytes(row.node) : undefined),
  },
];

export const folderLists: readonly [ListKind<FolderRow>, ListKind<FolderRow>] = [
  { name: 'left', columns: folderColumns, idOf: rowId },
  { name: 'right', columns: folderColumns, idOf: rowId },
];

export const hostList: ListKind<FolderRow> = {
  name: 'hosts',
  columns: hostColumns,
  idOf: rowId,
  fields: {
    host: { kind: 'text', of: (row) => (row.kind === 'connection' ? row.via : rowId(row)) },
    state: {
      kind: 'text',
      of: (row, now) =>
        (row.kind === 'node' || row.kind === 'connection') && row.node !== undefined
          ? `${row.node.presence} ${nodeHealth(row.node, now).text}`
          : '',
    },
  },
  words: (row) => {
    if (row.kind === 'node') return [row.node.name, row.node.presence, row.node.version ?? ''].join(' ');
    return row.kind === 'connection' ? `${rowId(row)} ${row.connection.kind} ${row.connection.endpoint}` : '';
  },
};
