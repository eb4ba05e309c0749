/** The line above the keys: what is being typed, what just happened, what stands in the way, or the filter in force. */

import { Text } from 'ink';
import type { ReactNode } from 'react';
import { mostStreams } from '../../../src/model/streams.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { fieldText } from '../../components/field-text.ts';
import { formatCount } from '../../format/count.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Prompt } from '../../store/prompt.ts';
import type { TextField } from '../../store/text-field.ts';
import { fitCell } from '../../text/fit-cell.ts';
import stringWidth from '../../text/string-width.ts';
import type { Role } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { focusedList } from '../focused-list.ts';
import { filterWrong, grammarText } from '../list-filter.ts';

export function MessageLine(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const width = Math.max(0, state.size.columns - 2);
  const { prompt } = state.ui;
  if (theme.isLinear) return <Text>{spokenMessage(state)}</Text>;
  if (prompt !== undefined) {
    const sign = promptSign(prompt);
    const field = fieldText(prompt.field as TextField, { width: width - stringWidth(sign), theme, isFocused: true });
    const note = promptNote(state, prompt);
    const said = note.text === '' ? field : `${field.trimEnd()}   ${theme.paint(note.role, note.text)}`;
    return <Text wrap="truncate">{` ${sign}${said}`}</Text>;
  }
  const { text, role } = messageOf(state);
  const fitted = fitCell(text, { width, align: 'left', cut: 'end', ellipsis: theme.symbols.ellipsis });
  return <Text wrap="truncate">{text === '' ? ' ' : ` ${theme.paint(role, fitted)}`}</Text>;
}

/** Whole, for who hears it. */
function spokenMessage(state: ConsoleState): string {
  const { prompt } = state.ui;
  if (prompt === undefined) return messageOf(state).text;
  const note = promptNote(state, prompt).text;
  return [`Typed behind ${promptSign(prompt)} ${prompt.field.text}`, note].filter(Boolean).join(', ');
}

/** What is wrong with what is typed, or, while nothing is, what could be. */
function promptNote(state: ConsoleState, prompt: Prompt): { readonly text: string; readonly role: Role } {
  if (prompt.kind === 'filter') {
    const wrong = filterWrong(state, prompt.field.text);
    if (wrong !== undefined) return { text: wrong, role: 'bad' };
    return { text: prompt.field.text === '' ? grammarText(state) : '', role: 'muted' };
  }
  return { text: ('wrong' in prompt ? prompt.wrong : undefined) ?? '', role: 'bad' };
}

function promptSign(prompt: Prompt): string {
  switch (prompt.kind) {
    case 'filter':
      return '/';
    case 'palette':
      return ':';
    case 'log-of':
      return 'log of: ';
    case 'value':
      return prompt.of === 'limit'
        ? `cap of ${countText(prompt.transfers)} (20M, off, 08:00,20M 18:00,off): `
        : `streams of ${countText(prompt.transfers)} (auto, 1 to ${mostStreams}): `;
    case 'export':
      return 'write to: ';
    case 'template-name':
      return 'save as template: ';
    case 'place':
      if (prompt.of === 'go') return `go to ${prompt.connection}:`;
      return `place in ${prompt.connection} (bucket/folder, or folder): `;
    default:
      return prompt satisfies never;
  }
}

function auditMessage(state: ConsoleState, filter: string): { readonly text: string; readonly role: Role } {
  const total = state.data.audit?.total;
  return {
    text: `/ ${shownName(filter)}   ${total === undefined ? '' : formatCount(total)} found   / changes it`,
    role: 'warn',
  };
}

/** Below this, columns and panes are left out. */
const enough = { columns: 80, rows: 24 };

function smallness({ size: { columns, rows } }: ConsoleState): string {
  const isSmall = columns < enough.columns || rows < enough.rows;
  return isSmall ? `80x24 shows more than ${columns}x${rows}` : '';
}

function messageOf(state: ConsoleState): { readonly text: string; readonly role: Role } {
  const { ui, data, now } = state;
  if (ui.isInterrupted) return { text: 'Ctrl-C once more quits', role: 'warn' };
  if (ui.toast !== undefined && ui.toast.until >= now) return ui.toast;
  if (data.connection.kind === 'away') return { text: data.connection.reason, role: 'bad' };
  const focused = focusedList(state);
  if (focused?.filter === undefined || focused.filter === '') return { text: smallness(state), role: 'muted' };
  // What is not understood is left out of the search, and that is said.
  const wrong = filterWrong(state, focused.filter);
  if (wrong !== undefined) return { text: `left out: ${shownName(wrong)}`, role: 'bad' };
  if (ui.view === 'logs')
    return { text: `/ ${shownName(focused.filter)}   n newer match, N older   / changes it`, role: 'warn' };
  if (ui.view === 'history' && ui.history.tab === 'audit') return auditMessage(state, focused.filter);
  const isPartial =
    (ui.view === 'transfers' || ui.view === 'history') &&
    (data.transfers?.total ?? 0) > (data.transfers?.transfers.length ?? 0);
  const among = isPartial ? ` of the newest ${formatCount(data.transfers?.transfers.length ?? 0)}` : '';
  return {
    text: `/ ${shownName(focused.filter)}   ${formatCount(focused.rows.count)} shown${among}   / changes it`,
    role: 'warn',
  };
}

function countText(transfers: readonly Transfer[]): string {
  return transfers.length === 1 ? (transfers[0]?.id ?? '') : `${transfers.length} transfers`;
}
