/** How the lines of the terminal are shared out: header, tabs, body, message, keys. */
import type { Size } from '../../store/console-store.ts';

export interface Area {
  readonly width: number;
  readonly height: number;
}

export interface FrameLayout {
  /** Line 2; on a very low screen it joins line 1. */
  readonly hasTabs: boolean;
  /** The last line; `?` is there without it. */
  readonly hasKeys: boolean;
  readonly body: Area;
}

const lowRows = 15;

export function frameLayout({ columns, rows }: Size): FrameLayout {
  const isLow = rows < lowRows;
  return {
    hasTabs: !isLow,
    hasKeys: !isLow,
    body: { width: columns, height: Math.max(1, rows - (isLow ? 2 : 4)) },
  };
}
