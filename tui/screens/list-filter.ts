/** What can be typed after `/` into the focused list, and what is wrong with what was. */
import type { ConsoleState } from '../store/console-store.ts';
import { fieldNames, readFilter } from '../store/filter.ts';
import { hubNow } from '../store/hub-time.ts';
import { focusedList } from './focused-list.ts';
import { auditSearch } from './history/audit-search.ts';

export function filterWrong(state: ConsoleState, filter: string): string | undefined {
  const { kind } = focusedList(state) ?? {};
  if (kind?.name === 'audit') return auditSearch(filter, hubNow(state)).wrong;
  if (kind?.words === undefined) return undefined;
  return readFilter(filter, { words: kind.words, fields: kind.fields ?? {}, now: hubNow(state) }).wrong;
}

/** Only what the list understands. */
export function grammarText(state: ConsoleState): string {
  const { kind } = focusedList(state) ?? {};
  if (kind?.name === 'audit') return 'words !not who: action: object: result: since:';
  if (kind?.name === 'left' || kind?.name === 'right') return 'words !not *.mov';
  if (kind?.words === undefined) return '';
  return `words !not ~fuzzy re: ${fieldNames(kind.fields ?? {})}`.trim();
}
