/** What has ended, what failed of it, and who did what. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import { isAllowed } from '../../../src/model/principal.ts';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { Sort } from '../../store/sorting.ts';
import { cursorRow } from '../focused-list.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { NotForRole } from '../not-for-role.tsx';
import { rangeText } from '../range-text.ts';
import { TransferAside } from '../transfer/transfer-aside.tsx';
import { endedList, failureList } from '../transfers/transfer-lists.ts';
import { markNote, marksOf } from '../transfers/transfers-screen.tsx';
import { auditTrail } from './audit-lists.ts';
import { historyLayout } from './history-layout.ts';
import { auditRows, endedRows, shownAudit } from './history-rows.ts';

export function HistoryScreen(): ReactNode {
  const tab = useConsoleState((state) => state.ui.history.tab);
  return tab === 'audit' ? <AuditTab /> : <EndedTab />;
}

function EndedTab(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, data, size } = state;
  const { tab } = ui.history;
  const { list, details } = historyLayout(frameLayout(size).body, tab);
  const rows = endedRows(state);
  const inside = paneInside(list);
  const isFailures = tab === 'failures';
  const kind = isFailures ? failureList : endedList;
  const sort = ui.sorts[kind.name];
  const window = data.transfers?.filter === (isFailures ? 'failed' : 'ended') ? data.transfers : undefined;
  const among =
    window !== undefined &&
    window.total > window.transfers.length &&
    (ui.history[tab].filter !== '' || sort !== undefined)
      ? ` among the newest ${formatCount(window.transfers.length)}`
      : '';
  const order = orderText(sort);
  const none = isFailures ? 'nothing failed' : 'nothing has ended yet';
  return (
    <Box>
      <Pane
        title={isFailures ? 'Failures' : 'Ended transfers'}
        note={`${formatCount(rows.count)}${isFailures ? ' failed' : ' ended'}${among}, ${order}${markNote(ui)}`}
        foot={rangeText(ui.history[tab].list, { rows, height: inside.height - 1 })}
        {...list}
        isFocused
      >
        <ListTable
          state={state}
          kind={kind}
          rows={rows}
          list={ui.history[tab].list}
          {...inside}
          isFocused
          isMarked={marksOf(ui)}
          empty={window === undefined ? 'loading' : none}
        />
      </Pane>
      <TransferAside state={state} area={details} />
    </Box>
  );
}

function AuditTab(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, data, size } = state;
  const { body } = frameLayout(size);
  const { list, details } = historyLayout(body, 'audit');
  const { me } = data;
  if (me !== undefined && !isAllowed(me.role, 'administer'))
    return <NotForRole title="Audit trail" me={me} why="the trail names who did what, and who was refused" {...body} />;
  const rows = auditRows(state);
  const inside = paneInside(list);
  const { filter } = ui.history.audit;
  const total = shownAudit(state)?.total ?? 0;
  const among = rows.count < total ? ` newest of ${formatCount(total)}` : '';
  const entry = cursorRow(state) as AuditEntry | undefined;
  const known = filter === '' ? 'nothing is recorded yet' : 'nothing found';
  const none = shownAudit(state) === undefined ? 'loading' : known;
  return (
    <>
      <Pane
        title="Audit trail"
        note={`${formatCount(rows.count)}${among} ${filter === '' ? 'records' : 'found'}, ${orderText(ui.sorts.audit)}`}
        foot={rangeText(ui.history.audit.list, { rows, height: inside.height - 1 })}
        {...list}
        isFocused
      >
        <ListTable
          state={state}
          kind={auditTrail}
          rows={rows}
          list={ui.history.audit.list}
          {...inside}
          isFocused
          empty={data.auditReason ?? none}
        />
      </Pane>
      {details.height > 0 && (
        <Pane title={entry === undefined ? '' : `Record ${entry.number}`} {...details} isFocused={false}>
          {entry !== undefined && (
            <Lines lines={recordLines(entry, data.audit?.entries ?? [])} width={paneInside(details).width} />
          )}
        </Pane>
      )}
    </>
  );
}

function orderText(sort: Sort | undefined): string {
  return sort === undefined ? 'newest first' : `by ${sort.title}`;
}

/** With both ends of its link in the chain; the row before is known when the trail is not searched. */
function recordLines(entry: AuditEntry, entries: readonly AuditEntry[]): readonly string[] {
  const { at, who, action, object, result, detail, number, hash } = entry;
  const before = entries.find((other) => other.number === number - 1);
  const previous =
    before?.hash ?? (number === 1 ? 'none, it is the first' : `record ${number - 1}, which is not loaded`);
  return [
    `${new Date(at).toISOString().replace('T', ' ')}  ${shownName(who)}`,
    `${shownName(action)} ${shownName(object)}: ${result}`,
    shownMessage(detail),
    `hash     ${shownName(hash)}`,
    `previous ${previous}`,
  ].map((line) => ` ${line}`);
}
