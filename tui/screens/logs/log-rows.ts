/** The lines of a log as rows: one each, or when they are wrapped as many as a line needs. */
import type { LogLine } from '../../../src/model/log-page.ts';
import { logLineText } from '../../../src/model/log-text.ts';
import { paneInside } from '../../components/pane.tsx';
import { layoutColumns } from '../../components/table-layout.ts';
import { gutterWidth } from '../../components/table-row.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { LogView } from '../../store/hub-data.ts';
import { shownColumns } from '../../store/list-columns.ts';
import { arrayRows, type ListState, type Rows } from '../../store/list-state.ts';
import { wrapText } from '../../text/wrap-text.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { logColumns, messageColumn } from './log-columns.ts';
import { logsLayout } from './logs-layout.ts';

export interface LogRow {
  readonly line: LogLine;
  /** What of the line is in this row, and which piece of it that is. */
  readonly text: string;
  readonly part: number;
}

/** What is read of a log is thousands of lines: each is made into text once. */
const texts = new WeakMap<LogLine, string>();
const made = new WeakMap<readonly LogLine[], { readonly width: number; readonly rows: Rows<LogRow> }>();
const noRows = arrayRows<LogRow>([], rowId);

export function lineText(line: LogLine): string {
  const known = texts.get(line);
  if (known !== undefined) return known;
  const text = logLineText(line);
  texts.set(line, text);
  return text;
}

export function rowId({ line, part }: LogRow): string {
  return `${line.position}:${part}`;
}

export function shownLog({ data, ui }: ConsoleState): LogView | undefined {
  return data.log?.reading === ui.logs.reading ? data.log : undefined;
}

export function logRows(state: ConsoleState): Rows<LogRow> {
  const lines = shownLog(state)?.lines;
  if (lines === undefined) return noRows;
  const width = state.ui.logs.isWrapped ? messageWidth(state) : 0;
  const known = made.get(lines);
  if (known?.width === width) return known.rows;
  const rows = arrayRows(
    lines.flatMap((line): readonly LogRow[] => {
      const text = lineText(line);
      if (width === 0) return [{ line, text, part: 0 }];
      return wrapText(text, width).map((piece, part) => ({ line, text: piece, part }));
    }),
    rowId,
  );
  made.set(lines, { width, rows });
  return rows;
}

/** Cells of the message in the list; none where it is not shown. */
function messageWidth({ ui, size }: ConsoleState): number {
  const { list } = logsLayout(frameLayout(size).body);
  const kind = { name: ui.view === 'logs' ? 'logs' : 'transfer-log', columns: logColumns } as const;
  const laid = layoutColumns(shownColumns(kind, ui.views), paneInside(list).width - gutterWidth(true) - 1);
  return laid.find(({ column }) => column === messageColumn)?.width ?? 0;
}

/** Where the cursor is: at the end while following, and else on its line, which stays where it is on the screen when others come before it. */
export function logList(state: ConsoleState, rows: Rows<LogRow>): ListState {
  const { isFollowing, list } = state.ui.logs;
  if (isFollowing) return { index: rows.count - 1, id: undefined, top: rows.count };
  const index = list.id === undefined ? -1 : rows.indexOf(list.id);
  return index === -1 ? list : { ...list, index, top: list.top + index - list.index };
}

export function matchesSearch({ line }: LogRow, search: string): boolean {
  return search !== '' && lineText(line).toLowerCase().includes(search.toLowerCase());
}

/** Lines that came since following ended. */
export function newerLines(state: ConsoleState): number {
  const { isFollowing, pausedAt } = state.ui.logs;
  const lines = shownLog(state)?.lines ?? [];
  if (isFollowing) return 0;
  return lines.length - 1 - lines.findLastIndex(({ position }) => position <= pausedAt);
}
