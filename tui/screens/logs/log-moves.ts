/** How moving and searching change what is shown of a log. Whoever leaves its newest line does not follow any more; who comes back to it does. */
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListState, Rows } from '../../store/list-state.ts';
import type { FilteredList, UiState } from '../../store/ui-state.ts';
import { type LogRow, logList, logRows, matchesSearch, rowId, shownLog } from './log-rows.ts';

export function writeLogs(state: ConsoleState, ui: UiState, change: Partial<FilteredList>): UiState {
  if (change.filter !== undefined) return searched(state, ui, change.filter);
  return change.list === undefined ? ui : placeCursor(state, ui, change.list);
}

function placeCursor(state: ConsoleState, ui: UiState, list: ListState): UiState {
  const log = shownLog(state);
  const rows = logRows(state);
  const isFollowing = rows.count === 0 || (list.index >= rows.count - 1 && log?.isAtEnd === true);
  const newest = log?.lines.at(-1)?.position ?? 0;
  const pausedAt = ui.logs.isFollowing ? newest : ui.logs.pausedAt;
  return { ...ui, logs: { ...ui.logs, list, isFollowing, pausedAt } };
}

/** As it is typed, the nearest match is gone to: the newest one at or before the cursor, or else the first one after it. */
function searched(state: ConsoleState, ui: UiState, search: string): UiState {
  const typed = { ...ui, logs: { ...ui.logs, search } };
  const rows = logRows(state);
  const { index } = logList(state, rows);
  const here = rows.at(index);
  if (search === '' || (here !== undefined && matchesSearch(here, search))) return typed;
  const found = matchFrom(rows, { index, step: -1, search }) ?? matchFrom(rows, { index, step: 1, search });
  return found === undefined ? typed : goTo(state, typed, found);
}

export interface MatchSearch {
  readonly index: number;
  readonly step: 1 | -1;
  readonly search: string;
}

/** The nearest matching line that way; not the one at `index`. */
export function matchFrom(rows: Rows<LogRow>, { index, step, search }: MatchSearch): number | undefined {
  const here = rows.at(index)?.line;
  for (let at = index + step; at >= 0 && at < rows.count; at += step) {
    const row = rows.at(at);
    if (row !== undefined && row.line !== here && row.part === 0 && matchesSearch(row, search)) return at;
  }
  return undefined;
}

export function goTo(state: ConsoleState, ui: UiState, index: number): UiState {
  const rows = logRows(state);
  const row = rows.at(index);
  if (row === undefined) return ui;
  const { top, index: before } = logList(state, rows);
  return placeCursor(state, ui, { index, id: rowId(row), top: Math.min(top, Math.max(before, 0)) });
}
