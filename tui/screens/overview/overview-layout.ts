/** The panes of the overview for a body of this size; 0 lines or cells means that the pane is not shown. */

import type { UiState } from '../../store/ui-state.ts';
import type { Area } from '../frame/frame-layout.ts';

export interface OverviewLayout {
  readonly nodes: Area;
  readonly throughput: Area;
  readonly transfers: Area;
  /** The files on their way: a box, or only its lines where there is no room for borders. */
  readonly moving: Area & { readonly isBox: boolean };
}

const none: Area = { width: 0, height: 0 };

export function overviewLayout({ width, height }: Area, { overview: { focus }, isPaneFull }: UiState): OverviewLayout {
  const isBox = height >= 26;
  const moving = { width, height: isPaneFull ? 0 : isBox ? 5 : height >= 18 ? 2 : height >= 10 ? 1 : 0, isBox };
  const rest = height - moving.height;
  // One pane at a time where there is no room for more, or none is wanted; Tab changes which.
  if (isPaneFull || width < 80 || rest < 12) {
    const whole = { width, height: rest };
    return focus === 'nodes'
      ? { nodes: whole, throughput: none, transfers: none, moving }
      : { nodes: none, throughput: none, transfers: whole, moving };
  }
  const top = isBox ? Math.min(18, Math.round(height * 0.38)) : Math.max(6, Math.round(height * 0.35));
  const left = width < 100 ? 46 : Math.round(width * 0.44);
  return {
    nodes: { width: left, height: top },
    throughput: { width: width - left, height: top },
    transfers: { width, height: rest - top },
    moving,
  };
}
