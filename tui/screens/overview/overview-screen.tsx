/** The dashboard: the nodes and how they are, the throughput, the transfers, the files on their way. */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatCount } from '../../format/count.ts';
import { isRunning } from '../../format/transfer-words.ts';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { listView } from '../../store/list-state.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { ListTable } from '../list-table.tsx';
import { overviewNodeList } from '../nodes/node-columns.ts';
import { nodeRows } from '../nodes/node-rows.ts';
import { rangeText } from '../range-text.ts';
import { overviewTransferList } from '../transfers/transfer-lists.ts';
import { overviewTransfers } from '../transfers/transfer-rows.ts';
import { MovingFiles } from './moving-files.tsx';
import { type OverviewLayout, overviewLayout } from './overview-layout.ts';
import { ThroughputPane } from './throughput-pane.tsx';

export function OverviewScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const layout = overviewLayout(frameLayout(state.size).body, state.ui);
  const transfers = overviewTransfers(state);
  const view = listView(state.ui.overview.transfers.list, transfers, layout.transfers.height);
  return (
    <>
      <Box>
        {layout.nodes.height > 0 && <NodesPane state={state} area={layout.nodes} />}
        {layout.throughput.height > 0 && state.data.overview !== undefined && (
          <ThroughputPane {...layout.throughput} overview={state.data.overview} now={hubNow(state)} />
        )}
      </Box>
      {layout.transfers.height > 0 && <TransfersPane state={state} area={layout.transfers} />}
      {layout.moving.height > 0 && (
        <MovingFiles transfers={state.data.active} selected={transfers.at(view.index)?.id} layout={layout.moving} />
      )}
    </>
  );
}

interface PartProps {
  readonly state: ConsoleState;
  readonly area: OverviewLayout['nodes'];
}

function NodesPane({ state, area }: PartProps): ReactNode {
  const { data, ui } = state;
  const rows = nodeRows(state, { kind: overviewNodeList, filter: ui.overview.nodes.filter });
  const isFocused = ui.overview.focus === 'nodes';
  const online = data.nodes.filter(({ presence }) => presence === 'online').length;
  return (
    <Pane title="Nodes" note={`${online}/${data.nodes.length}`} {...area} isFocused={isFocused}>
      <ListTable
        state={state}
        kind={overviewNodeList}
        rows={rows}
        list={ui.overview.nodes.list}
        {...paneInside(area)}
        isFocused={isFocused}
        empty={data.me === undefined ? '' : 'no node has joined yet: longhaul hub --invite node --name NAME'}
      />
    </Pane>
  );
}

function TransfersPane({ state, area }: PartProps): ReactNode {
  const { data, ui } = state;
  const rows = overviewTransfers(state);
  const isFocused = ui.overview.focus === 'transfers';
  const running = data.active.filter(isRunning).length;
  const inside = paneInside(area);
  return (
    <Pane
      title="Transfers"
      note={`${formatCount(running)} running`}
      foot={rangeText(ui.overview.transfers.list, { rows, height: inside.height - 1 })}
      {...area}
      isFocused={isFocused}
    >
      <ListTable
        state={state}
        kind={overviewTransferList}
        rows={rows}
        list={ui.overview.transfers.list}
        {...inside}
        isFocused={isFocused}
        empty={data.me === undefined ? '' : 'nothing runs: n starts a transfer, 3 browses the nodes'}
      />
    </Pane>
  );
}
