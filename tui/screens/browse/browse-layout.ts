/** Two panes side by side, or the active one alone with the other as a line; below, what would be sent. */
import type { UiState } from '../../store/ui-state.ts';
import type { Area } from '../frame/frame-layout.ts';

/** Lines of a dry run with a line for each of what it counts. */
const wholePlan = 10;

export interface BrowseLayout {
  readonly isTwoPanes: boolean;
  readonly pane: readonly [Area, Area];
  /** Lines of the box that says what is marked and where it goes, and what that would do. */
  readonly send: Area & { readonly isBox: boolean };
}

export function browseLayout({ width, height }: Area, { browse, isPaneFull }: UiState): BrowseLayout {
  const isBox = height >= 16;
  const isWhole = browse.plan !== undefined && height >= wholePlan + 18;
  const send = { width, height: isWhole ? wholePlan : isBox ? 4 : 1, isBox };
  const isTwoPanes = width >= 100 && !isPaneFull;
  const left = isTwoPanes ? Math.ceil((width * browse.share) / 100) : width;
  const panes = height - send.height;
  return {
    isTwoPanes,
    pane: [
      { width: left, height: panes },
      { width: isTwoPanes ? width - left : width, height: panes },
    ],
    send,
  };
}
