/** `--list`: every transfer, newest first. */
import cliTruncate from 'cli-truncate';
import type { Transfer } from '../../src/model/transfer.ts';
import { shownName } from '../../src/runtime/names.ts';
import { type Action, pages } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';
import { shownTime } from './time.ts';
import { stateText, wayText } from './transfer-text.ts';

const id: Column<Transfer> = { title: 'ID', cell: ({ id }) => id };
const fanOut: Column<Transfer> = { title: 'FAN-OUT', cell: ({ fanOut: first }) => first ?? '' };

const startedBy: Column<Transfer> = {
  title: 'STARTED BY',
  cell: ({ startedBy: by }) => by?.trigger ?? by?.template ?? '',
};

/** The whole of a long reason is in --show. */
const longestState = 100;

const columns: readonly Column<Transfer>[] = [
  { title: 'CREATED', cell: ({ createdAt }) => shownTime(createdAt) },
  { title: 'NAME', cell: ({ name }) => shownName(name) },
  { title: 'FROM -> TO', cell: wayText },
  { title: 'STATE', cell: (transfer) => cliTruncate(stateText(transfer), longestState) },
];

export const list: Action = async ({ settings, hub }) => {
  const transfers = pages(async (page) => (await hub.request('list-transfers', { filter: 'all', ...page })).transfers);
  for await (const rows of transfers) await (settings.json ? printJson(rows) : print(listed(rows)));
  return 0;
};

function listed(rows: readonly Transfer[]): string {
  const hasFanOut = rows.some((transfer) => transfer.fanOut !== undefined);
  const hasTemplate = rows.some((transfer) => transfer.startedBy !== undefined);
  return table([id, ...(hasFanOut ? [fanOut] : []), ...(hasTemplate ? [startedBy] : []), ...columns], rows);
}
