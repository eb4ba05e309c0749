/** `--list`: every transfer, newest first. */
import type { Transfer } from '../../src/model/transfer.ts';
import { shownName } from '../../src/runtime/names.ts';
import { type Action, pages } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';
import { shownTime } from './time.ts';
import { stateText, wayText } from './transfer-text.ts';

const columns: readonly Column<Transfer>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'CREATED', cell: ({ createdAt }) => shownTime(createdAt) },
  { title: 'NAME', cell: ({ name }) => shownName(name) },
  { title: 'FROM -> TO', cell: wayText },
  { title: 'STATE', cell: stateText },
];

export const list: Action = async ({ settings, hub }) => {
  const transfers = pages(async (page) => (await hub.request('list-transfers', { filter: 'all', ...page })).transfers);
  for await (const rows of transfers) await (settings.json ? printJson(rows) : print(table(columns, rows)));
  return 0;
};
