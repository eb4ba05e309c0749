/** The last line: the answers to the box on top, or the keys of what has the focus, those that cannot be used now dim. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { blockedBy } from '../../keys/availability.ts';
import type { Command, Scope } from '../../keys/command.ts';
import { keyLabel } from '../../keys/key-label.ts';
import { activeLayers } from '../../keys/router.ts';
import { closed } from '../../linear/linear-theme.ts';
import { useConsole, useConsoleState, wholeState } from '../../store/console-context.ts';
import stringWidth from '../../text/string-width.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { answersText } from './dialog-answers.ts';

export function KeyHints(): ReactNode {
  const state = useConsoleState(wholeState);
  const { commands } = useConsole();
  const theme = useTheme();
  const { dialog } = state.ui;
  if (dialog !== undefined) return <Text wrap="truncate">{` ${answersText(dialog, theme)}`}</Text>;
  const layers = activeLayers(state);
  const hinted = commands.filter(
    ({ hint, where, isHinted }) =>
      hint !== undefined && where.some((scope: Scope) => layers.includes(scope)) && isHinted?.(state.ui) !== false,
  );
  let line = '';
  let width = 1;
  // Help stays in sight when the rest does not fit: it is how the rest is found.
  const help = hinted.filter(({ id }) => id === 'view.help');
  const reserved = help.length === 0 ? 0 : 8;
  for (const command of [...hinted.filter(({ id }) => id !== 'view.help'), ...help]) {
    const label = keyLabel(usableKey(command, layers), theme.symbols);
    const cells = stringWidth(label) + stringWidth(command.hint ?? '') + 3;
    const room = state.size.columns - (command.id === 'view.help' ? 0 : reserved);
    if (width + cells > room) continue;
    const text = `${label} ${command.hint}`;
    line += `${blockedBy(command, state) === undefined ? `${theme.paint('strong', label)} ${command.hint}` : theme.paint('muted', text)}  `;
    width += cells;
  }
  if (theme.isLinear) return <Text>{`Keys: ${closed(line).replaceAll('  ', ', ')}`}</Text>;
  return <Text wrap="truncate">{` ${line}`}</Text>;
}

/** While something is being typed, a letter writes; what lies below is reached by the other keys. */
function usableKey({ keys, where }: Command, layers: ReturnType<typeof activeLayers>): string {
  const typing = layers.indexOf('typing');
  const isBelow = typing !== -1 && !where.some((scope) => layers.slice(0, typing).includes(scope));
  return (isBelow ? keys.find((key) => key.length > 1) : undefined) ?? keys[0] ?? '';
}
