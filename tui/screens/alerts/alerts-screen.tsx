/** What needs a person now, with the way to each of them. */
import type { ReactNode } from 'react';
import { DataTable } from '../../components/data-table.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { rangeText } from '../range-text.ts';
import { alertColumns, alertRows, notLookedAt } from './alert-rows.ts';

export function AlertsScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, size } = state;
  const { body } = frameLayout(size);
  const rows = alertRows(state);
  const inside = paneInside(body);
  return (
    <Pane
      title="Alerts"
      note={[`${formatCount(rows.count)} open`, notLookedAt(state)].filter(Boolean).join('; ')}
      foot={rangeText(ui.alerts.list, { rows, height: inside.height - 1 })}
      {...body}
      isFocused
    >
      <DataTable
        rows={rows}
        list={ui.alerts.list}
        columns={alertColumns}
        {...inside}
        isFocused
        now={hubNow(state)}
        empty={emptyText(state)}
      />
    </Pane>
  );
}

/** That all is well is said only once all of it was looked at. */
function emptyText({ data, ui }: ConsoleState): string {
  if (data.lists.failures === undefined || data.lists.triggers === undefined) return 'loading';
  return ui.alerts.filter === '' ? 'nothing needs you now' : 'nothing found';
}
