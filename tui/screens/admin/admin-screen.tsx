/** Who is let in and what they may move; for those who administer. */
import type { ReactNode } from 'react';
import { isAllowed } from '../../../src/model/principal.ts';
import { Pane, paneInside } from '../../components/pane.tsx';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Rows } from '../../store/list-state.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { rangeText } from '../range-text.ts';
import { tabTitle } from '../tab-title.ts';
import { adminLists } from './admin-lists.ts';
import { adminListOf, adminRows, adminTabs, adminTitles } from './admin-rows.ts';

export function AdminScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { tab, list } = state.ui.admin;
  const { body } = frameLayout(state.size);
  const rows = adminRows(state);
  const inside = paneInside(body);
  return (
    <Pane
      title={tabTitle({ tabs: adminTabs, titles: adminTitles, tab, width: body.width })}
      foot={rangeText(list, { rows, height: inside.height - 1 })}
      {...body}
      isFocused
    >
      <ListTable
        state={state}
        kind={adminLists[tab]}
        rows={rows as Rows<never>}
        list={list}
        {...inside}
        isFocused
        empty={emptyText(state)}
      />
    </Pane>
  );
}

function emptyText({ ui, data }: ConsoleState): string {
  const { tab, filter } = ui.admin;
  const { me } = data;
  const name = adminListOf(tab);
  if (name === undefined) return 'none here';
  if (me !== undefined && !isAllowed(me.role, 'administer'))
    return `for admins: the role ${me.role} is not shown who is let in (longhaul hub --invite user --role admin makes one)`;
  const loaded = data.lists[name];
  if (loaded === undefined) return 'asking the hub';
  if (loaded.kind === 'failed') return loaded.reason;
  if (filter !== '') return 'none here';
  return tab === 'policies' ? 'no policy is declared: roles alone decide' : 'none';
}
