/** What the hub or a node logs, as it comes or as it was. */
import type { ReactNode } from 'react';
import { isAllowed } from '../../../src/model/principal.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listView } from '../../store/list-state.ts';
import { wrapText } from '../../text/wrap-text.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { NotForRole } from '../not-for-role.tsx';
import { rangeText } from '../range-text.ts';
import { logOfNode } from './log-lists.ts';
import { type LogRow, lineText, logList, logRows, matchesSearch, newerLines, shownLog } from './log-rows.ts';
import { logsLayout } from './logs-layout.ts';
import type { LogsState } from './logs-state.ts';

export function LogsScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, data, size } = state;
  const { body } = frameLayout(size);
  const { list: area, line: box } = logsLayout(body);
  const { me } = data;
  if (me !== undefined && !isAllowed(me.role, 'administer'))
    return <NotForRole title="Logs" me={me} why="logs name addresses, accounts and who was refused" {...body} />;
  const rows = logRows(state);
  const list = logList(state, rows);
  const inside = paneInside(area);
  const log = shownLog(state);
  const { search } = ui.logs;
  const cursor = rows.at(listView(list, rows, inside.height - 1).index);
  const empty = log === undefined ? 'loading' : (log.reason ?? 'no line here');
  return (
    <>
      <Pane
        title={logTitle(ui.logs)}
        note={followText(state)}
        foot={rangeText(list, { rows, height: inside.height - 1 })}
        {...area}
        isFocused
      >
        <ListTable
          state={state}
          kind={logOfNode}
          rows={rows}
          list={list}
          {...inside}
          isFocused
          isMarked={(row: LogRow) => matchesSearch(row, search)}
          empty={empty}
        />
      </Pane>
      {box.height > 0 && (
        <Pane title={cursor === undefined ? '' : lineTitle(cursor)} {...box} isFocused={false}>
          {cursor !== undefined && (
            <Lines
              lines={wrapText(lineText(cursor.line), paneInside(box).width - 2)
                .slice(0, paneInside(box).height)
                .map((text) => ` ${text}`)}
              width={paneInside(box).width}
            />
          )}
        </Pane>
      )}
    </>
  );
}

/** Whose log it is, and what of it is left out. */
function logTitle({ node, only, level }: LogsState): string {
  const scope = only === undefined ? '' : `, only ${only}`;
  const seriousness = level === undefined ? '' : `, ${level} and worse`;
  return `Log of ${shownName(node)}${scope}${seriousness}`;
}

function lineTitle({ line }: LogRow): string {
  return `${new Date(line.at).toISOString().replace('T', ' ')} ${line.level.toUpperCase()}`;
}

/** Whether what comes is shown: said where the eye is, and never claimed while nothing can come. */
export function followText(state: ConsoleState): string {
  const { ui, data } = state;
  const log = shownLog(state);
  if (data.connection.kind !== 'up') return 'not read: the hub is away';
  if (log?.reason !== undefined) return `not read: ${log.reason}`;
  if (ui.logs.isFollowing) return 'follow';
  const newer = newerLines(state);
  const atLeast = log?.isAtEnd === true ? '' : ' or more';
  return `paused, ${formatCount(newer)}${atLeast} newer: F follows`;
}
