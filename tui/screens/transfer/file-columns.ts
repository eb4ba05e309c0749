/** The columns of a transfer's files. */
import { shownPath } from '../../../src/model/path-text.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration, formatRate } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { fileEta, type Word } from '../../format/transfer-words.ts';
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

const path: Column<FileRow> = {
  title: 'FILE',
  width: 20,
  flex: 4,
  align: 'left',
  cut: 'name',
  priority: 1,
  cell: (row) => shownPath(rowPath(row)),
};
const size: Column<FileRow> = {
  title: 'SIZE',
  width: 8,
  align: 'right',
  priority: 5,
  cell: ({ file }) => formatBytes(file.sizeBytes),
};

/** Where something is to be said of each file, that gets the room. */
export const reasonColumns: readonly Column<FileRow>[] = [
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
  },
];

export const fileColumns: readonly Column<FileRow>[] = [
  path,
  size,
  {
    title: 'DONE',
    width: 15,
    flex: 1,
    align: 'left',
    priority: 3,
    cell: (row, { width, theme }) => `${progressBar(share(row), width - 5, theme.symbols)} ${percentText(share(row))}`,
  },
  {
    title: 'RATE',
    width: 10,
    align: 'right',
    priority: 2,
    cell: (row) => (row.kind === 'moving' && row.file.state !== 'done' ? formatRate(row.file.rate) : '-'),
  },
  {
    title: 'ETA',
    width: 7,
    align: 'right',
    priority: 4,
    cell: (row) => {
      const eta = row.kind === 'moving' && row.file.state !== 'done' ? fileEta(row.file) : undefined;
      return eta === undefined ? '-' : formatDuration(eta);
    },
  },
  { title: 'STATE', width: 8, flex: 2, align: 'left', priority: 1, cell: stateOf },
];
