/** What needs a person now, with the way to each of them. */
import type { ReactNode } from 'react';
import { Pane, paneInside } from '../../components/pane.tsx';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { rangeText } from '../range-text.ts';
import { alertKind } from './alert-list.ts';
import { alertNote, alertRows } from './alert-rows.ts';

export function AlertsScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, size } = state;
  const { body } = frameLayout(size);
  const rows = alertRows(state);
  const inside = paneInside(body);
  return (
    <Pane
      title="Alerts"
      note={alertNote(state)}
      foot={rangeText(ui.alerts.list, { rows, height: inside.height - 1 })}
      {...body}
      isFocused
    >
      <ListTable
        state={state}
        kind={alertKind(state)}
        rows={rows}
        list={ui.alerts.list}
        {...inside}
        isFocused
        empty={emptyText(state)}
      />
    </Pane>
  );
}

/** That all is well is said only by a hub that has looked. */
function emptyText({ data, ui }: ConsoleState): string {
  if (data.alerts !== undefined) return ui.alerts.filter === '' ? 'nothing needs you now' : 'nothing found';
  return data.overview === undefined ? 'loading' : 'this hub tells of no alerts: it is older than the console';
}
