/** Line 2: the views with the current one in brackets, or the way that led to a deeper one. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { tabs } from '../../keys/global-commands.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { placeText } from '../../store/place.ts';
import { historyTabs } from '../../store/ui-state.ts';
import { fitCell } from '../../text/fit-cell.ts';
import stringWidth from '../../text/string-width.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { transferFilters } from '../transfers/transfer-commands.ts';

const shortColumns = 100;

export function Tabs(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { columns } = state.size;
  const extra = viewState(state, theme);
  const left = tabs.some(({ view }) => view === state.ui.view)
    ? tabLine(state, { theme, room: columns - stringWidth(extra) - 2 })
    : crumbLine(state, theme);
  const room = Math.max(0, columns - stringWidth(left) - 2);
  const shown =
    stringWidth(extra) <= room
      ? extra
      : fitCell(extra, { width: room, align: 'right', cut: 'middle', ellipsis: theme.symbols.ellipsis });
  return (
    <Text wrap="truncate">{`${left}${' '.repeat(Math.max(0, room - stringWidth(shown)))} ${theme.paint('muted', shown)}`}</Text>
  );
}

/** Short where the screen is narrow, or where what narrows the view would not fit beside it. */
function tabLine(
  { ui, size }: ConsoleState,
  { theme, room }: { readonly theme: Theme; readonly room: number },
): string {
  const whole = tabs.reduce((cells, { key, title }) => cells + key.length + title.length + 3, 1);
  const isShort = size.columns < shortColumns || whole > room;
  const titles = tabs.map(({ view, key, title, short }) => {
    const text = `${key} ${isShort ? short : title}`;
    return view === ui.view ? theme.paint('accent', `[${text}]`) : ` ${text} `;
  });
  return ` ${titles.join('')}`;
}

function crumbLine({ ui, data }: ConsoleState, theme: Theme): string {
  const titleOf = (view: string): string => tabs.find((tab) => tab.view === view)?.title ?? view;
  const names: Readonly<Record<string, string>> = {
    transfer: ui.transfer.id ?? '',
    'new-transfer': 'New transfer',
    'run-template': `Run ${ui.run?.template.name ?? ''}`,
    help: 'Help',
  };
  const steps = [...ui.trail, ui.view].map((view) => names[view] ?? titleOf(view));
  const hub = data.me === undefined ? [] : [shownName(data.me.hub)];
  const last = theme.paint('accent', steps.at(-1) ?? '');
  return ` ${[...hub, ...steps.slice(0, -1), last].join(` ${theme.symbols.crumb} `)}`;
}

/** What narrows or shapes the view: said where it cannot be overlooked. */
function viewState({ ui }: ConsoleState, { symbols }: Theme): string {
  switch (ui.view) {
    case 'transfers':
      return transferFilters.map((filter) => (filter === ui.transfers.show ? `[ ${filter} ]` : filter)).join('  ');
    case 'transfer':
      return { all: 'all files', failed: 'failed files only', noted: 'noted by its node' }[ui.transfer.status];
    case 'history':
      return historyTabs.map((tab) => (tab === ui.history.tab ? `[ ${tab} ]` : tab)).join('  ');
    case 'logs':
      return `level ${ui.logs.level ?? 'all'}  wrap ${ui.logs.isWrapped ? 'on' : 'off'}`;
    case 'browse': {
      const [left, right] = ui.browse.panes.map(({ place }) =>
        place === undefined ? 'nodes' : shownName(placeText(place)),
      );
      return `${left ?? ''} ${symbols.between} ${right ?? ''}`;
    }
    default:
      return '';
  }
}
