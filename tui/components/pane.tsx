/** A box with its title in the border: heavy when it has the focus, so that focus shows without colour. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { fitCell } from '../text/fit-cell.ts';
import stringWidth from '../text/string-width.ts';
import type { Theme } from '../theme/theme.ts';
import { useTheme } from '../theme/theme-context.ts';

export interface PaneProps {
  readonly title: string;
  /** At the right end of the upper border. */
  readonly note?: string;
  /** At the right end of the lower border. */
  readonly foot?: string;
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
  readonly children: ReactNode;
}

/** Cells and lines inside a pane. */
export function paneInside({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  return { width: Math.max(0, width - 2), height: Math.max(0, height - 2) };
}

export function Pane({ title, note = '', foot = '', width, height, isFocused, children }: PaneProps): ReactNode {
  const theme = useTheme();
  if (theme.isLinear)
    return (
      <Box flexDirection="column">
        <Text>{[title, note, foot].filter((text) => text !== '').join(', ')}</Text>
        {children}
      </Box>
    );
  const border = isFocused ? theme.symbols.focusBorder : theme.symbols.border;
  const role = isFocused ? 'focus' : 'border';
  const inside = paneInside({ width, height });
  const side = Array.from({ length: inside.height }, () => theme.paint(role, border.side)).join('\n');
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text wrap="truncate">
        {borderLine({
          theme,
          width,
          role,
          left: border.topLeft,
          right: border.topRight,
          line: border.top,
          title,
          note,
        })}
      </Text>
      <Box height={inside.height} flexShrink={0}>
        <Text>{side}</Text>
        <Box flexDirection="column" width={inside.width} height={inside.height} overflow="hidden" flexShrink={0}>
          {children}
        </Box>
        <Text>{side}</Text>
      </Box>
      <Text wrap="truncate">
        {borderLine({
          theme,
          width,
          role,
          left: border.bottomLeft,
          right: border.bottomRight,
          line: border.top,
          title: '',
          note: foot,
        })}
      </Text>
    </Box>
  );
}

interface BorderLine {
  readonly theme: Theme;
  readonly width: number;
  readonly role: 'focus' | 'border';
  readonly left: string;
  readonly right: string;
  readonly line: string;
  readonly title: string;
  readonly note: string;
}

function borderLine({ theme, width, role, left, right, line, title, note }: BorderLine): string {
  const room = width - 4;
  const shownNote = note !== '' && stringWidth(note) + 4 <= room ? ` ${note} ` : '';
  const titleRoom = Math.max(0, room - stringWidth(shownNote) - 2);
  const cut = fitCell(title, {
    width: Math.min(stringWidth(title), titleRoom),
    align: 'left',
    cut: 'middle',
    ellipsis: theme.symbols.ellipsis,
  });
  const shownTitle = cut === '' ? '' : ` ${cut} `;
  const gap = line.repeat(Math.max(0, room - stringWidth(shownTitle) - stringWidth(shownNote)));
  return [
    theme.paint(role, left + line),
    theme.paint('strong', shownTitle),
    theme.paint(role, gap),
    shownNote,
    theme.paint(role, line + right),
  ].join('');
}
