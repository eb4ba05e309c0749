/** Painted lines, each cut to the width: together they are one text, the cheapest thing Ink can draw. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { closed } from '../linear/linear-theme.ts';
import { fitCell } from '../text/fit-cell.ts';
import { useTheme } from '../theme/theme-context.ts';

export interface LinesProps {
  readonly lines: readonly string[];
  readonly width: number;
}

export function Lines({ lines, width }: LinesProps): ReactNode {
  const { symbols, isLinear } = useTheme();
  const { ellipsis } = symbols;
  if (isLinear) return <Text>{lines.map(closed).filter(Boolean).join('\n')}</Text>;
  return <Text>{lines.map((line) => fitCell(line, { width, align: 'left', cut: 'end', ellipsis })).join('\n')}</Text>;
}
