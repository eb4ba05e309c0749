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

export function fileRows({ data, ui }: ConsoleState): Rows<FileRow> {
  const { id, tab } = ui.transfer;
  const status = filesOf(tab) ?? 'all';
  const transfer = data.detail?.transfer.id === id ? data.detail?.transfer : undefined;
  const isLive = status === 'all' && transfer !== undefined && !isEnded(transfer.state);
  const moving = isLive ? (transfer.progress?.files ?? []) : [];
  const page = data.files?.transfer === id && data.files?.status === status ? data.files : undefined;
  // A file on its way is in the backlog as well: it is shown once, at the top.
  const shown = new Set(moving.map(({ path }) => shownPath(path)));
  const listed = page?.files.filter(({ path }) => !shown.has(shownPath(path))) ?? [];
  const offset = moving.length + (page?.offset ?? 0);
  const hidden = (page?.files.length ?? 0) - listed.length;
  return {
    count: moving.length + (page?.total ?? 0) - hidden,
    at: (index) => {
      const file = moving[index];
      if (file !== undefined) return { kind: 'moving', file };
      const row = listed[index - offset];
      return row === undefined ? undefined : { kind: 'listed', file: row };
    },
    idOf: (row) => shownPath(rowPath(row)),
    indexOf: (path) => {
      const atTop = moving.findIndex((file) => shownPath(file.path) === path);
      if (atTop !== -1) return atTop;
      const found = listed.findIndex((file) => shownPath(file.path) === path);
      return found === -1 ? -1 : found + offset;
    },
  };
}
