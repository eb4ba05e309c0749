/** The logs that can be chosen, above the line in which they are found by their name. */
import type { ReactNode } from 'react';
import { hubLogName } from '../../../src/model/log-page.ts';
import { Overlay } from '../../components/overlay.tsx';
import { logChoices } from '../../keys/log-choice-commands.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { useTheme } from '../../theme/theme-context.ts';

const shownChoices = 12;

export function LogChoiceBox(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { prompt } = state.ui;
  if (prompt?.kind !== 'log-of') return null;
  const choices = logChoices(state);
  const first = Math.max(0, prompt.index - shownChoices + 1);
  const presence = new Map(state.data.nodes.map((node) => [node.name as string, node.presence]));
  const lines = choices.slice(first, first + shownChoices).map((name, index) => {
    const isChosen = first + index === prompt.index;
    const text = `${isChosen ? '>' : ' '} ${name}${name === hubLogName ? '' : `  (${presence.get(name) ?? 'unknown'})`}`;
    return theme.paint(isChosen ? 'cursor' : 'text', text);
  });
  return (
    <Overlay
      title="Log of"
      lines={lines.length === 0 ? [' nothing matches'] : lines}
      width={Math.min(60, state.size.columns)}
      size={state.size}
      place="bottom"
    />
  );
}
