/** All transfers that the hub keeps, newest first. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Transfer } from '../../../src/model/transfer.ts';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { UiState } from '../../store/ui-state.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { listLayout } from '../list-layout.ts';
import { ListTable } from '../list-table.tsx';
import { rangeText } from '../range-text.ts';
import { TransferAside } from '../transfer/transfer-aside.tsx';
import { transferList } from './transfer-lists.ts';
import { listedTransfers } from './transfer-rows.ts';

export function TransfersScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const { ui, size, data } = state;
  const { list, details } = listLayout(frameLayout(size).body);
  const rows = listedTransfers(state);
  const inside = paneInside(list);
  const isLoaded = data.transfers?.filter === ui.transfers.show;
  return (
    <Box>
      <Pane
        title="Transfers"
        note={noteText(state, rows.count) + markNote(ui)}
        foot={rangeText(ui.transfers.list, { rows, height: inside.height - 1 })}
        {...list}
        isFocused
      >
        <ListTable
          state={state}
          kind={transferList}
          rows={rows}
          list={ui.transfers.list}
          {...inside}
          isFocused
          isMarked={marksOf(ui)}
          empty={isLoaded ? 'no transfer here: n starts one' : 'loading'}
        />
      </Pane>
      <TransferAside state={state} area={details} />
    </Box>
  );
}

/** Undefined without marks: then there is no column for them. */
export function marksOf({ marked }: UiState): ((transfer: Transfer) => boolean) | undefined {
  return marked.size === 0 ? undefined : ({ id }) => marked.has(id);
}

/** Marks may be on what is not in sight. */
export function markNote({ marked }: UiState): string {
  return marked.size === 0 ? '' : `, ${formatCount(marked.size)} marked`;
}

/** What is sorted is the newest thousand, and said where there are more. */
function noteText({ ui, data }: ConsoleState, count: number): string {
  const { transfers, sorts } = ui;
  const total = data.transfers?.total ?? 0;
  if (sorts.transfers === undefined) return `${formatCount(count)} ${transfers.show}, newest first`;
  const among =
    transfers.filter === '' && total > count
      ? `the newest ${formatCount(count)} of ${formatCount(total)}`
      : formatCount(count);
  return `${among} ${transfers.show}, by ${sorts.transfers.title}`;
}
