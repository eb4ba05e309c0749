/** A box on top of the screen: centred, or along the bottom. It covers what is below it. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Size } from '../store/console-store.ts';
import { Lines } from './lines.tsx';
import { Pane, paneInside } from './pane.tsx';

export interface OverlayProps {
  readonly title: string;
  /** Painted lines; they fill the box, so that nothing shines through. */
  readonly lines: readonly string[];
  readonly width: number;
  readonly size: Size;
  readonly place: 'centre' | 'bottom';
}

export function Overlay({ title, lines, width, size, place }: OverlayProps): ReactNode {
  const box = { width: Math.min(width, size.columns), height: Math.min(lines.length + 2, size.rows) };
  const top =
    place === 'centre'
      ? Math.max(0, Math.floor((size.rows - box.height) / 2))
      : Math.max(0, size.rows - 2 - box.height);
  const inside = paneInside(box);
  return (
    <Box
      position="absolute"
      top={top}
      left={Math.max(0, Math.floor((size.columns - box.width) / 2))}
      width={box.width}
      height={box.height}
    >
      <Pane title={title} {...box} isFocused>
        <Lines lines={lines.slice(0, inside.height)} width={inside.width} />
      </Pane>
    </Box>
  );
}
