/** Help: every command that has a meaning where one came from, made of the live key table; what is greyed says why. */
import type { ReactNode } from 'react';
import { fieldText } from '../../components/field-text.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { blockedBy } from '../../keys/availability.ts';
import type { Command } from '../../keys/command.ts';
import { keyLabel } from '../../keys/key-label.ts';
import { useConsole, useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { goBack } from '../../store/ui-state.ts';
import { fitCell } from '../../text/fit-cell.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { helpMatches } from './help-commands.ts';

const words = [
  'run = bytes moving now   queue = accepted, waiting   backlog ETA = until everything left is moved',
  'greyed = not possible now, with the reason   Ctrl-C twice quits from anywhere',
];

export function HelpScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { commands } = useConsole();
  const theme = useTheme();
  const { body } = frameLayout(state.size);
  const inside = paneInside(body);
  const matches = helpMatches(commands, state);
  const query = state.ui.help.field;
  const columns = theme.isLinear ? 1 : inside.width >= 150 ? 3 : inside.width >= 76 ? 2 : 1;
  const height = Math.max(1, inside.height - 3 - (inside.height > 20 ? words.length : 0));
  const behind = { ...state, ui: goBack(state.ui) };
  const lines = helpColumns(matches, { state, behind, theme, columns, height, width: inside.width });
  const footnotes = inside.height > 20 ? words : [];
  const field = fieldText(query, { width: Math.max(8, Math.min(30, inside.width - 42)), theme, isFocused: true });
  const search = ` type to search by key or by word:  [${field}]`;
  return (
    <Pane
      title={`Help for: ${state.ui.trail.at(-1) ?? 'overview'}`}
      note={query.text === '' ? `${matches.length} actions` : `${matches.length} match`}
      {...body}
      isFocused
    >
      <Lines
        lines={[search, '', ...lines, ...footnotes.map((text) => theme.paint('muted', ` ${text}`))]}
        width={inside.width}
      />
    </Pane>
  );
}

interface HelpLook {
  readonly state: ConsoleState;
  /** As it will be when the help is left: commands are judged by where they would run. */
  readonly behind: ConsoleState;
  readonly theme: Theme;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
}

/** Command after command down the columns, page after page with the chosen one in sight; headings where the group changes. */
function helpColumns(matches: readonly Command[], look: HelpLook): readonly string[] {
  const { state, theme, columns, height, width } = look;
  const cell = Math.floor(width / columns);
  const entries = grouped(matches);
  const chosen = entries.findIndex(({ command }) => command !== undefined && command === matches[state.ui.help.index]);
  const perPage = columns * height;
  const page = entries.slice(Math.floor(Math.max(0, chosen) / perPage) * perPage).slice(0, perPage);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: columns }, (_column, column) =>
      entryText(page[column * height + row], { ...look, width: cell, chosen: matches[state.ui.help.index], theme }),
    ).join(''),
  );
}

interface Entry {
  readonly heading?: string;
  readonly command?: Command;
}

function grouped(matches: readonly Command[]): readonly Entry[] {
  const groups = Map.groupBy(matches, ({ group }) => group);
  return [...groups].flatMap(([heading, members]) => [
    { heading: heading.toUpperCase() },
    ...members.map((command) => ({ command })),
    {},
  ]);
}

function entryText(
  entry: Entry | undefined,
  { behind, theme, width, chosen }: HelpLook & { readonly chosen: Command | undefined },
): string {
  const { ellipsis } = theme.symbols;
  const cut = (text: string, cells: number): string =>
    fitCell(text, { width: cells, align: 'left', cut: 'end', ellipsis });
  if (entry?.heading !== undefined) return theme.paint('accent', cut(` ${entry.heading}`, width));
  if (entry?.command === undefined) return ' '.repeat(width);
  const { command } = entry;
  const reason = blockedBy(command, behind);
  const keys = cut(command.keys.map((key) => keyLabel(key, theme.symbols)).join(' '), 12);
  const title = reason === undefined ? command.title : `${command.title} (${reason})`;
  const isChosen = command === chosen;
  const text = `${isChosen ? '>' : ' '}${keys} ${cut(title, Math.max(4, width - 16))}`;
  const padded = cut(text, width - 1);
  return `${theme.paint(isChosen ? 'cursor' : reason === undefined ? 'text' : 'muted', padded)} `;
}
