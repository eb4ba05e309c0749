/** The lines, and below them the one under the cursor whole, where there is room. */
import type { Area } from '../frame/frame-layout.ts';

export interface LogsLayout {
  readonly list: Area;
  readonly line: Area;
}

export function logsLayout({ width, height }: Area): LogsLayout {
  const box = height >= 28 ? 8 : height >= 16 ? 5 : 0;
  return { list: { width, height: height - box }, line: { width, height: box } };
}
