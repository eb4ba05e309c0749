/** The columns of a log. */
import { logLineText } from '../../../src/model/log-text.ts';
import type { Column } from '../../components/table-layout.ts';
import type { Role } from '../../theme/theme.ts';
import type { LogRow } from './log-rows.ts';

const roles: Readonly<Record<LogRow['line']['level'], Role>> = {
  trace: 'muted',
  debug: 'muted',
  info: 'text',
  warn: 'warn',
  error: 'bad',
  fatal: 'bad',
};

/** `14:03:27.114`: the hour tells lines apart, the day is in the box below. */
const time: Column<LogRow> = {
  title: 'TIME (UTC)',
  width: 12,
  align: 'left',
  priority: 2,
  cell: ({ line, part }) => ({ text: part === 0 ? new Date(line.at).toISOString().slice(11, 23) : '', role: 'muted' }),
  value: ({ line }) => new Date(line.at),
};
const level: Column<LogRow> = {
  title: 'LEVEL',
  width: 5,
  align: 'left',
  priority: 3,
  cell: ({ line, part }) => ({ text: part === 0 ? line.level.toUpperCase() : '', role: roles[line.level] }),
  value: ({ line }) => line.level,
};
export const messageColumn: Column<LogRow> = {
  title: 'MESSAGE',
  width: 16,
  flex: 1,
  align: 'left',
  priority: 1,
  cell: ({ text, line }) => ({ text, role: roles[line.level] }),
  value: ({ line }) => logLineText(line),
};

export const logColumns: readonly Column<LogRow>[] = [time, level, messageColumn];
