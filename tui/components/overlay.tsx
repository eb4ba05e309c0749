/** A box on top of the screen: centred, or along the bottom. It covers what is below it. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { Line } from './line.tsx';
import { Pane, paneInside } from './pane.tsx';
import { fitCell } from '../text/fit-cell.ts';
import { useTheme } from '../theme/theme-context.ts';
import type { Size } from '../store/console-store.ts';

export interface OverlayProps {
  readonly title: string;
  /** Painted lines; each is cut or padded to the width, so that nothing shines through. */
  readonly lines: readonly string[];
  readonly width: number;
  readonly size: Size;
  readonly place: 'centre' | 'bottom';
}

export function Overlay({ title, lines, width, size, place }: OverlayProps): ReactNode {
  const { symbols } = useTheme();
  const box = { width: Math.min(width, size.columns), height: Math.min(lines.length + 2, size.rows) };
  const top = place === 'centre' ? Math.max(0, Math.floor((size.rows - box.height) / 2)) : Math.max(0, size.rows - 2 - box.height);
  const inside = paneInside(box);
  return (
    <Box position="absolute" top={top} left={Math.max(0, Math.floor((size.columns - box.width) / 2))} width={box.width} height={box.height}>
      <Pane title={title} {...box} isFocused>
        {lines.slice(0, inside.height).map((text, index) => (
          <Line key={index}>{fitCell(text, { width: inside.width, align: 'left', cut: 'end', ellipsis: symbols.ellipsis })}</Line>
        ))}
      </Pane>
    </Box>
  );
}
