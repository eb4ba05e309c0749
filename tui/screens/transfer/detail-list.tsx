/** The tab of a transfer's detail: its list, and below it what the row under the cursor has to say, where there is room. */
import type { ReactNode } from 'react';
import { isAllowed } from '../../../src/model/principal.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Rows } from '../../store/list-state.ts';
import { wrapText } from '../../text/wrap-text.ts';
import { cursorRow, focusedList } from '../focused-list.ts';
import type { Area } from '../frame/frame-layout.ts';
import { shownAudit } from '../history/history-rows.ts';
import { ListTable } from '../list-table.tsx';
import { type LogRow, lineText, matchesSearch, shownLog } from '../logs/log-rows.ts';
import { followText } from '../logs/logs-screen.tsx';
import { NotForRole } from '../not-for-role.tsx';
import { rangeText } from '../range-text.ts';
import { tabTitle } from '../tab-title.ts';
import { type DetailTab, detailTabs, detailTitles } from './detail-tabs.ts';
import { type FileRow, reasonLines } from './file-rows.ts';
import { courseOf } from './timeline-rows.ts';

export interface DetailListProps {
  readonly state: ConsoleState;
  readonly area: Area;
  readonly rowArea: Area;
}

/** Beside the names of all tabs. */
const roomForNote = 100;

/** What each names is not for everybody. */
const forAdmins: Readonly<Partial<Record<DetailTab, string>>> = {
  log: 'logs name addresses, accounts and who was refused',
  audit: 'the trail names who did what, and who was refused',
};

export function DetailList({ state, area, rowArea }: DetailListProps): ReactNode {
  const { ui, data } = state;
  const { tab } = ui.transfer;
  const title = tabTitle({ tabs: detailTabs, titles: detailTitles, tab, width: area.width });
  const why = forAdmins[tab];
  const { me } = data;
  if (why !== undefined && me !== undefined && !isAllowed(me.role, 'administer'))
    return <NotForRole title={title} me={me} why={why} width={area.width} height={area.height + rowArea.height} />;
  const focused = focusedList(state);
  if (focused === undefined) return null;
  const { list } = focused;
  const rows = focused.rows as Rows<never>;
  const inside = paneInside(area);
  const { search } = ui.logs;
  return (
    <>
      <Pane
        title={title}
        note={area.width < roomForNote ? '' : noteText(state)}
        foot={rangeText(list, { rows, height: inside.height - 1 })}
        {...area}
        isFocused
      >
        <ListTable
          key={tab}
          state={state}
          kind={focused.kind}
          rows={rows}
          list={list}
          {...inside}
          isFocused
          isMarked={tab === 'log' ? (row: LogRow) => matchesSearch(row, search) : undefined}
          empty={emptyText(state)}
        />
      </Pane>
      {rowArea.height > 0 && (
        <Pane title="" {...rowArea} isFocused={false}>
          <Lines lines={rowLines(state, paneInside(rowArea))} width={paneInside(rowArea).width} />
        </Pane>
      )}
    </>
  );
}

function noteText(state: ConsoleState): string {
  switch (state.ui.transfer.tab) {
    case 'files':
      return 'active first';
    case 'timeline':
      return courseOf(state)?.isCut === true ? 'oldest first; there was more before' : 'oldest first';
    case 'log':
      return followText(state);
    case 'audit':
      return `${formatCount(shownAudit(state)?.total ?? 0)} records, newest first`;
    case 'options':
      return 'Y copies the command line';
    default:
      return '';
  }
}

function emptyText(state: ConsoleState): string {
  const { ui, data } = state;
  const { tab, id } = ui.transfer;
  switch (tab) {
    case 'files':
      if (data.files?.transfer !== id) return 'loading';
      return data.detail?.transfer.state.kind === 'scanning' ? 'both sides are being looked at' : 'no file here';
    case 'failed':
    case 'noted':
      return data.files?.transfer === id ? 'no file here' : 'loading';
    case 'timeline':
    case 'chain':
      if (data.course?.transfer !== id) return 'loading';
      return data.course?.reason ?? 'nothing is known of what came before this version of the hub';
    case 'log': {
      const log = shownLog(state);
      return log === undefined ? 'loading' : (log.reason ?? 'no line here');
    }
    case 'audit':
      return data.auditReason ?? (shownAudit(state) === undefined ? 'loading' : 'nothing is recorded of it');
    case 'options':
      return 'loading';
    default:
      return tab satisfies never;
  }
}

function rowLines(state: ConsoleState, { width, height }: Area): readonly string[] {
  const row = cursorRow(state);
  if (row === undefined) return [];
  const texts = state.ui.transfer.tab === 'log' ? [lineText((row as LogRow).line)] : reasonLines(row as FileRow);
  return texts
    .flatMap((text) => wrapText(text, width - 2))
    .slice(0, height)
    .map((text) => ` ${text}`);
}
