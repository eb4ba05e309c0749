/** One transfer: what it is, its bandwidth over time, and a tab of what else there is to know. */
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { formatRate } from '../../../src/runtime/units.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { hubNow } from '../../store/hub-time.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { graphLines } from '../overview/throughput-pane.tsx';
import { DetailList } from './detail-list.tsx';
import { TransferFacts } from './transfer-facts.tsx';
import { transferLayout } from './transfer-layout.ts';

export function TransferScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { ui, data, size } = state;
  const { head, graph, list, row } = transferLayout(frameLayout(size).body, ui.transfer.tab);
  const detail = data.detail?.transfer.id === ui.transfer.id ? data.detail : undefined;
  const rates = detail?.throughput.rates ?? [];
  const minutes = Math.round((rates.length * (detail?.throughput.stepMs ?? 0)) / 60_000);
  return (
    <>
      <Pane
        title={detail === undefined ? '' : shownName(detail.transfer.name)}
        note={ui.transfer.id ?? ''}
        {...head}
        isFocused={false}
      >
        {detail === undefined ? (
          <Lines lines={[' loading']} width={paneInside(head).width} />
        ) : (
          <TransferFacts
            transfer={detail.transfer}
            overview={data.overview}
            now={hubNow(state)}
            {...paneInside(head)}
          />
        )}
      </Pane>
      {graph.height > 0 && (
        <Pane
          title={minutes === 0 ? 'Bandwidth' : `Bandwidth, last ${minutes} min`}
          note={`peak ${formatRate(Math.max(0, ...rates))}`}
          {...graph}
          isFocused={false}
        >
          <Lines lines={graphLines(rates, { theme, ...paneInside(graph) })} width={paneInside(graph).width} />
        </Pane>
      )}
      <DetailList state={state} area={list} rowArea={row} />
    </>
  );
}
