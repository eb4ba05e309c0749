/** The files of a transfer: those on their way first, then the backlog as far as it is known. */

import type { PathName } from '../../../src/model/path-name.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import type { FileProgress } from '../../../src/model/progress.ts';
import type { TransferFile } from '../../../src/model/transfer-file.ts';
import { isEnded } from '../../../src/model/transfer-state.ts';
import { faultCodes, isFaultCode } from '../../../src/runtime/fault-codes.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Rows } from '../../store/list-state.ts';
import { filesOf } from './detail-tabs.ts';

export type FileRow =
  | { readonly kind: 'moving'; readonly file: FileProgress }
  | { readonly kind: 'listed'; readonly file: TransferFile };

export function rowPath(row: FileRow): PathName {
  return row.file.path;
}

/** Why it is in the list of failed or noted files, and what helps. */
export function reasonLines(row: FileRow): readonly string[] {
  if (row.kind !== 'listed' || row.file.error === undefined) return [];
  const { code, message } = row.file.error;
  const hint = isFaultCode(code) ? [faultCodes[code].hint] : [];
  return [`${shownMessage(message)} (${code})`, ...hint];
}

type FileLists = NonNullable<ConsoleState['data']['files']>;

const noFiles: readonly FileProgress[] = [];
/** Asked for several times a frame: made once for each page of the backlog and what is on its way. */
const made = new WeakMap<FileLists, { readonly moving: readonly FileProgress[]; readonly rows: Rows<FileRow> }>();

export function fileRows({ data, ui }: ConsoleState): Rows<FileRow> {
  const { id, tab } = ui.transfer;
  const status = filesOf(tab) ?? 'all';
  const transfer = data.detail?.transfer.id === id ? data.detail?.transfer : undefined;
  const isLive = status === 'all' && transfer !== undefined && !isEnded(transfer.state);
  const moving = isLive ? (transfer.progress?.files ?? noFiles) : noFiles;
  const page = data.files?.transfer === id && data.files?.status === status ? data.files : undefined;
  if (page === undefined) return rowsOf(moving, undefined);
  const known = made.get(page);
  if (known?.moving === moving) return known.rows;
  const rows = rowsOf(moving, page);
  made.set(page, { moving, rows });
  return rows;
}

function rowsOf(moving: readonly FileProgress[], page: FileLists | undefined): Rows<FileRow> {
  const movingNames = moving.map(({ path }) => shownPath(path));
  // A file on its way is in the backlog as well: it is shown once, at the top.
  const shown = new Set(movingNames);
  const named = (page?.files ?? []).map((file) => ({ file, name: shownPath(file.path) }));
  const listed = named.filter(({ name }) => !shown.has(name));
  const offset = moving.length + (page?.offset ?? 0);
  const hidden = named.length - listed.length;
  return {
    count: moving.length + (page?.total ?? 0) - hidden,
    at: (index) => {
      const file = moving[index];
      if (file !== undefined) return { kind: 'moving', file };
      const row = listed[index - offset];
      return row === undefined ? undefined : { kind: 'listed', file: row.file };
    },
    idOf: (row) => shownPath(rowPath(row)),
    indexOf: (path) => {
      const atTop = movingNames.indexOf(path);
      if (atTop !== -1) return atTop;
      const found = listed.findIndex(({ name }) => name === path);
      return found === -1 ? -1 : found + offset;
    },
  };
}
