/** The lines, and below them the one under the cursor whole, where there is room. */
import { paneInside } from '../../components/pane.tsx';
import { layoutColumns } from '../../components/table-layout.ts';
import { gutterWidth } from '../../components/table-row.ts';
import type { Area } from '../frame/frame-layout.ts';
import { logColumns } from './log-columns.ts';

export interface LogsLayout {
  readonly list: Area;
  readonly line: Area;
  /** Cells of the message in the list. */
  readonly messageWidth: number;
}

export function logsLayout({ width, height }: Area): LogsLayout {
  const box = height >= 28 ? 8 : height >= 16 ? 5 : 0;
  const list = { width, height: height - box };
  const room = paneInside(list).width - gutterWidth(true) - 1;
  const messageWidth = layoutColumns(logColumns, room).at(-1)?.width ?? room;
  return { list, line: { width, height: box }, messageWidth };
}
