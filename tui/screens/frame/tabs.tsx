/** Line 2: the views with the current one in brackets, or the way that led to a deeper one. */
import { Text } from 'ink';
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { tabs } from '../../keys/global-commands.ts';
import { closed } from '../../linear/linear-theme.ts';
import { useConsole, useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ViewName } from '../../store/ui-state.ts';
import { fitCell } from '../../text/fit-cell.ts';
import stringWidth from '../../text/string-width.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { type TabSpan, tabSpans, viewState } from './tab-line.ts';

export function Tabs(): ReactNode {
  const state = useConsoleState(wholeState);
  const { commands } = useConsole();
  const theme = useTheme();
  const { columns } = state.size;
  const extra = viewState(state, theme.symbols);
  const spans = tabSpans({ state, symbols: theme.symbols, commands });
  if (theme.isLinear) {
    const view = tabs.find((tab) => tab.view === state.ui.view)?.title ?? closed(crumbLine(state, theme));
    return <Text>{[`View: ${view}`, extra].filter(Boolean).join(', ')}</Text>;
  }
  const left = spans.length === 0 ? crumbLine(state, theme) : tabLine(spans, { view: state.ui.view, theme });
  const room = Math.max(0, columns - stringWidth(left) - 2);
  const shown =
    stringWidth(extra) <= room
      ? extra
      : fitCell(extra, { width: room, align: 'right', cut: 'middle', ellipsis: theme.symbols.ellipsis });
  return (
    <Text wrap="truncate">{`${left}${' '.repeat(Math.max(0, room - stringWidth(shown)))} ${theme.paint('muted', shown)}`}</Text>
  );
}

function tabLine(
  spans: readonly TabSpan[],
  { view, theme }: { readonly view: ViewName; readonly theme: Theme },
): string {
  const titles = spans.map((span) => (span.view === view ? theme.paint('accent', `[${span.text}]`) : ` ${span.text} `));
  return ` ${titles.join('')}`;
}

/** Where there is no room for the whole way, its beginning is left out. */
function crumbLine({ ui, data, size }: ConsoleState, theme: Theme): string {
  const titleOf = (view: string): string => tabs.find((tab) => tab.view === view)?.title ?? view;
  const names: Readonly<Record<string, string>> = {
    node: shownName(ui.node.name ?? ''),
    transfer: ui.transfer.id ?? '',
    'new-transfer': 'New transfer',
    'run-template': `Run ${ui.run?.template.name ?? ''}`,
    help: 'Help',
  };
  const way = [...ui.trail, ui.view].map((view) => names[view] ?? titleOf(view));
  const hub = data.me === undefined ? [] : [shownName(data.me.hub)];
  const between = ` ${theme.symbols.crumb} `;
  const room = size.columns - 3;
  const widthOf = (steps: readonly string[]): number => stringWidth(steps.join(between));
  let steps = [...hub, ...way];
  for (let from = 1; from < way.length && widthOf(steps) > room; from += 1)
    steps = [...hub, theme.symbols.ellipsis, ...way.slice(from)];
  const { ellipsis } = theme.symbols;
  if (widthOf(steps) > room)
    return ` ${fitCell(steps.at(-1) ?? '', { width: room, align: 'left', cut: 'end', ellipsis })}`;
  return ` ${[...steps.slice(0, -1), theme.paint('accent', steps.at(-1) ?? '')].join(between)}`;
}
