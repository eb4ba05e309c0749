/** The commands that match what is typed behind `:`, above that line. */
import type { ReactNode } from 'react';
import { Overlay } from '../../components/overlay.tsx';
import { blockedBy } from '../../keys/availability.ts';
import { keyLabel } from '../../keys/key-label.ts';
import { paletteMatches } from '../../keys/palette.ts';
import { useConsole, useConsoleState, wholeState } from '../../store/console-context.ts';
import { fitCell } from '../../text/fit-cell.ts';
import { useTheme } from '../../theme/theme-context.ts';

const shownMatches = 10;
const dangerWords = ['', 'U undoes it', 'asks first'] as const;

export function PaletteBox(): ReactNode {
  const state = useConsoleState(wholeState);
  const { commands } = useConsole();
  const theme = useTheme();
  const { prompt } = state.ui;
  if (prompt?.kind !== 'palette') return null;
  const matches = paletteMatches(commands, { state, query: prompt.field.text });
  const first = Math.max(0, prompt.index - shownMatches + 1);
  const { ellipsis } = theme.symbols;
  const lines = matches.slice(first, first + shownMatches).map((command, index) => {
    const reason = blockedBy(command, state);
    const isChosen = first + index === prompt.index;
    const id = fitCell(command.id, { width: 22, align: 'left', cut: 'end', ellipsis });
    const keys = fitCell(command.keys.map((key) => keyLabel(key, theme.symbols)).join(' '), {
      width: 12,
      align: 'left',
      cut: 'end',
      ellipsis,
    });
    const text = `${isChosen ? '>' : ' '} ${id} ${keys} ${command.title}${reason === undefined ? '' : ` (${reason})`}  ${dangerWords[command.danger]}`;
    return theme.paint(isChosen ? 'cursor' : reason === undefined ? 'text' : 'muted', text);
  });
  return (
    <Overlay
      title="Commands"
      lines={lines.length === 0 ? [' nothing matches'] : lines}
      width={Math.min(100, state.size.columns)}
      size={state.size}
      place="bottom"
    />
  );
}
