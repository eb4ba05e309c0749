/** The lists of a transfer's files, in the order of their paths, in which they are kept where they are. */
import { shownPath } from '../../../src/model/path-text.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration, formatRate } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { fileEta, type Word } from '../../format/transfer-words.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { percentText, progressBar } from '../../text/progress-bar.ts';
import { type FileRow, rowPath } from './file-rows.ts';

function share(row: FileRow): number {
  if (row.kind === 'listed') return row.file.status === 'synced' ? 1 : 0;
  return row.file.state === 'done' || row.file.sizeBytes === 0 ? 1 : row.file.doneBytes / row.file.sizeBytes;
}

function stateOf(row: FileRow): Word {
  if (row.kind === 'moving') return { text: row.file.state, role: row.file.state === 'done' ? 'muted' : 'good' };
  const { status, error } = row.file;
  if (status === 'failed')
    return { text: error === undefined ? 'FAILED' : `FAILED ${shownMessage(error.message)}`, role: 'bad' };
  return status === 'synced' ? { text: 'done', role: 'muted' } : { text: 'queued', role: 'muted' };
}

function secondsLeft(row: FileRow): number | undefined {
  return row.kind === 'moving' && row.file.state !== 'done' ? fileEta(row.file) : undefined;
}

const path: Column<FileRow> = {
  title: 'FILE',
  width: 20,
  flex: 4,
  align: 'left',
  cut: 'name',
  priority: 1,
  cell: (row) => shownPath(rowPath(row)),
  value: (row) => shownPath(rowPath(row)),
};
const size: Column<FileRow> = {
  title: 'SIZE',
  width: 8,
  align: 'right',
  priority: 5,
  cell: ({ file }) => formatBytes(file.sizeBytes),
  value: ({ file }) => file.sizeBytes,
};

/** Where something is to be said of each file, that gets the room. */
const reasonColumns: readonly Column<FileRow>[] = [
  path,
  size,
  {
    title: 'REASON',
    width: 20,
    flex: 6,
    align: 'left',
    priority: 1,
    cell: (row) => ({
      text: row.kind === 'listed' ? shownMessage(row.file.error?.message ?? 'not known') : '',
      role: row.kind === 'listed' && row.file.status === 'noted' ? 'warn' : 'bad',
    }),
    value: (row) => (row.kind === 'listed' ? shownMessage(row.file.error?.message ?? '') : ''),
  },
];

const fileColumns: readonly Column<FileRow>[] = [
  path,
  size,
  {
    title: 'DONE',
    width: 15,
    flex: 1,
    align: 'left',
    priority: 3,
    cell: (row, { width, theme }) => `${progressBar(share(row), width - 5, theme.symbols)} ${percentText(share(row))}`,
    value: share,
  },
  {
    title: 'RATE',
    width: 10,
    align: 'right',
    priority: 2,
    cell: (row) => (row.kind === 'moving' && row.file.state !== 'done' ? formatRate(row.file.rate) : '-'),
    value: (row) => (row.kind === 'moving' ? row.file.rate : undefined),
  },
  {
    title: 'ETA',
    width: 7,
    align: 'right',
    priority: 4,
    cell: (row) => {
      const eta = secondsLeft(row);
      return eta === undefined ? '-' : formatDuration(eta);
    },
    value: secondsLeft,
  },
  { title: 'STATE', width: 8, flex: 2, align: 'left', priority: 1, cell: stateOf, value: (row) => stateOf(row).text },
];

const common = { idOf: (row: FileRow) => shownPath(rowPath(row)), isInOneOrder: true } as const;
export const fileList: ListKind<FileRow> = { ...common, name: 'transfer-files', columns: fileColumns };
export const failedFileList: ListKind<FileRow> = { ...common, name: 'transfer-failed', columns: reasonColumns };
export const notedFileList: ListKind<FileRow> = { ...common, name: 'transfer-noted', columns: reasonColumns };
