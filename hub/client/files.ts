/** `--files ID [--status failed]`: the files of a transfer, as the node that runs it knows them; `noted`, as the hub was told. */
import { shownPath } from '../../src/model/path-text.ts';
import type { TransferFile } from '../../src/model/transfer-file.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import { type Action, pages } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';

const columns: readonly Column<TransferFile>[] = [
  { title: 'STATUS', cell: ({ status }) => status },
  { title: 'BYTES', cell: ({ sizeBytes }) => String(sizeBytes), align: 'right' },
  { title: 'PATH', cell: ({ path }) => shownPath(path) },
  {
    title: 'REASON',
    cell: ({ error }) => (error === undefined ? '' : `${shownMessage(error.message)} (${error.code})`),
  },
];

export const files: Action = async ({ settings, hub }) => {
  const { status, json } = settings;
  const request = { transfer: settings.files as TransferId, ...(status !== undefined && { status }) };
  const found = pages(async (page) => (await hub.request('list-files', { ...request, ...page })).files);
  for await (const rows of found) await (json ? printJson(rows) : print(table(columns, rows)));
  return 0;
};
