/** The lists of log lines, in the order in which they were written. */
import type { ListKind } from '../../store/list-kind.ts';
import { logColumns } from './log-columns.ts';
import { type LogRow, rowId } from './log-rows.ts';

const common = { columns: logColumns, idOf: rowId, isInOneOrder: true } as const;
export const logOfNode: ListKind<LogRow> = { ...common, name: 'logs' };
export const logOfTransfer: ListKind<LogRow> = { ...common, name: 'transfer-log' };
