/** Painted lines, each cut to the width: together they are one text, the cheapest thing Ink can draw. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { fitCell } from '../text/fit-cell.ts';
import { useTheme } from '../theme/theme-context.ts';

export interface LinesProps {
  readonly lines: readonly string[];
  readonly width: number;
}

export function Lines({ lines, width }: LinesProps): ReactNode {
  const { ellipsis } = useTheme().symbols;
  return <Text>{lines.map((line) => fitCell(line, { width, align: 'left', cut: 'end', ellipsis })).join('\n')}</Text>;
}
