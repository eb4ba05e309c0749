/** How large the panes are. */
import type { ConsoleState } from '../store/console-store.ts';
import type { UiState } from '../store/ui-state.ts';
import type { Command } from './command.ts';

const base = { group: 'Look', danger: 0, action: 'look' } as const;
const step = 10;
const least = 20;

/** Of the pane that has the focus, in hundredths of the width. */
function widened(ui: UiState, by: number): UiState {
  const { active, share } = ui.browse;
  const left = share + (active === 0 ? by : -by);
  return { ...ui, browse: { ...ui.browse, share: Math.max(least, Math.min(100 - least, left)) } };
}

/** Panes that lie side by side. */
function notTwo({ ui, size }: ConsoleState): string | undefined {
  if (ui.isPaneFull) return 'the other pane is not shown (f)';
  return size.columns < 100 ? 'there is room for one pane' : undefined;
}

export const paneCommands: readonly Command[] = [
  {
    ...base,
    id: 'pane.full',
    title: 'the pane on the whole screen, or all of them',
    keys: ['f'],
    where: ['overview', 'browse'],
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, isPaneFull: !ui.isPaneFull })),
  },
  {
    ...base,
    id: 'pane.bigger',
    title: 'pane wider',
    keys: ['+'],
    where: ['browse'],
    blocked: notTwo,
    run: ({ store }) => store.changeUi((ui) => widened(ui, step)),
  },
  {
    ...base,
    id: 'pane.smaller',
    title: 'pane narrower',
    keys: ['_'],
    where: ['browse'],
    blocked: notTwo,
    run: ({ store }) => store.changeUi((ui) => widened(ui, -step)),
  },
];
