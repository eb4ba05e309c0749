/** What starts transfers by itself, the templates that it starts, and the outside stores that they use. */
import type { ReactNode } from 'react';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Rows } from '../../store/list-state.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { cursorRow } from '../focused-list.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { rangeText } from '../range-text.ts';
import { tabTitle } from '../tab-title.ts';
import { automationFacts } from './automation-facts.ts';
import { automationLayout } from './automation-layout.ts';
import { automationLists } from './automation-lists.ts';
import { type AutomationRow, automationRows, automationTabs, listOf, tabTitles } from './automation-rows.ts';

export function AutomationScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { tab, list } = state.ui.automation;
  const areas = automationLayout(frameLayout(state.size).body);
  const rows = automationRows(state);
  const inside = paneInside(areas.list);
  const row = cursorRow(state) as AutomationRow | undefined;
  return (
    <>
      <Pane
        title={tabTitle({ tabs: automationTabs, titles: tabTitles, tab, width: areas.list.width })}
        foot={rangeText(list, { rows, height: inside.height - 1 })}
        {...areas.list}
        isFocused
      >
        <ListTable
          state={state}
          kind={automationLists[tab]}
          rows={rows as Rows<never>}
          list={list}
          {...inside}
          isFocused
          empty={emptyText(state)}
        />
      </Pane>
      {areas.facts.height > 0 && (
        <Pane
          title={row?.name ?? ''}
          foot="e edits it, longhaul hub --apply all of it"
          {...areas.facts}
          isFocused={false}
        >
          {row !== undefined && (
            <Lines
              lines={automationFacts(state, row).map(({ text, role }) => ` ${theme.paint(role, text)}`)}
              width={paneInside(areas.facts).width}
            />
          )}
        </Pane>
      )}
    </>
  );
}

function emptyText({ ui, data }: ConsoleState): string {
  const { tab, filter } = ui.automation;
  const loaded = data.lists[listOf(tab)];
  if (loaded === undefined) return 'asking the hub';
  if (loaded.kind === 'failed') return loaded.reason;
  return filter === '' ? 'none is declared: n writes one, longhaul hub --apply FILE many' : 'none here';
}
