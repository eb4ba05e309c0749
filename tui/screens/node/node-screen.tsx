/** One node: how it is, whom it moves files with, its disks, what is still to be done, how it was told to be, its log. */
import type { ReactNode } from 'react';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { isAllowed } from '../../../src/model/principal.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { fact } from '../../format/fact.ts';
import { nodeHealth } from '../../format/node-words.ts';
import type { Word } from '../../format/transfer-words.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import type { Rows } from '../../store/list-state.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { focusedList } from '../focused-list.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { type LogRow, matchesSearch, shownLog } from '../logs/log-rows.ts';
import { followText } from '../logs/logs-screen.tsx';
import { NotForRole } from '../not-for-role.tsx';
import { rangeText } from '../range-text.ts';
import { tabTitle } from '../tab-title.ts';
import { backlogText, ratesText, shownDetail, shownNode } from './node-facts.ts';
import { nodeLayout } from './node-layout.ts';
import { nodeTabs, nodeTabTitles } from './node-tabs.ts';

export function NodeScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { ui, data, size } = state;
  const { name = '', tab } = ui.node;
  const { head, list: area } = nodeLayout(frameLayout(size).body);
  const title = tabTitle({ tabs: nodeTabs, titles: nodeTabTitles, tab, width: area.width });
  const node = shownNode(state);
  const facts = node === undefined ? [] : headFacts(state, node);
  const isHidden = tab === 'log' && data.me !== undefined && !isAllowed(data.me.role, 'administer');
  return (
    <>
      {head.height > 0 && (
        <Pane title={shownName(name)} note={node?.presence ?? ''} {...head} isFocused={false}>
          <Lines lines={facts.map(({ text, role }) => ` ${theme.paint(role, text)}`)} width={paneInside(head).width} />
        </Pane>
      )}
      {isHidden && data.me !== undefined ? (
        <NotForRole title={title} me={data.me} why="logs name addresses, accounts and who was refused" {...area} />
      ) : (
        <TabList state={state} title={title} area={area} />
      )}
    </>
  );
}

function TabList({
  state,
  title,
  area,
}: {
  readonly state: ConsoleState;
  readonly title: string;
  readonly area: { readonly width: number; readonly height: number };
}): ReactNode {
  const { tab } = state.ui.node;
  const focused = focusedList(state);
  if (focused === undefined) return null;
  const rows = focused.rows as Rows<never>;
  const inside = paneInside(area);
  const { search } = state.ui.logs;
  return (
    <Pane
      title={title}
      note={tab === 'log' ? followText(state) : ''}
      foot={rangeText(focused.list, { rows, height: inside.height - 1 })}
      {...area}
      isFocused
    >
      <ListTable
        key={tab}
        rows={rows}
        list={focused.list}
        state={state}
        kind={focused.kind}
        {...inside}
        isFocused
        isMarked={tab === 'log' ? (row: LogRow) => matchesSearch(row, search) : undefined}
        empty={emptyText(state)}
      />
    </Pane>
  );
}

function headFacts(state: ConsoleState, node: NodeRecord): readonly Word[] {
  const { text, reason, role } = nodeHealth(node, hubNow(state));
  const detail = shownDetail(state);
  return [
    fact('state', reason === '' ? text : `${text}: ${shownMessage(reason)}`, role),
    fact('moves', ratesText(node)),
    fact('backlog', detail === undefined ? (state.data.node?.reason ?? 'loading') : backlogText(detail)),
  ];
}

function emptyText(state: ConsoleState): string {
  const { data, ui } = state;
  const reason = data.node?.name === ui.node.name ? data.node?.reason : undefined;
  if (shownNode(state) === undefined)
    return data.nodes.length === 0 ? 'loading' : 'the hub knows no such node any more';
  switch (ui.node.tab) {
    case 'disks':
      return 'it has said nothing of its roots';
    case 'links':
    case 'backlog':
      return reason ?? (shownDetail(state) === undefined ? 'loading' : 'nothing that has not ended');
    case 'log': {
      const log = shownLog(state);
      return log === undefined ? 'loading' : (log.reason ?? 'no line here');
    }
    default:
      return 'loading';
  }
}
