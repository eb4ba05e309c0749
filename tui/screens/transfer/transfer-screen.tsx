/** One transfer: what it is, its bandwidth over time, its files with theirs. */
import type { ReactNode } from 'react';
import { shownName } from '../../../src/runtime/names.ts';
import { formatRate } from '../../../src/runtime/units.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { useConsoleState, wholeState } from '../../store/console-context.ts';
import { hubNow } from '../../store/hub-time.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { frameLayout } from '../frame/frame-layout.ts';
import { graphLines } from '../overview/throughput-pane.tsx';
import { rangeText } from '../range-text.ts';
import { fileColumns, reasonColumns } from './file-columns.ts';
import { fileRows } from './file-rows.ts';
import { TransferFacts } from './transfer-facts.tsx';
import { transferLayout } from './transfer-layout.ts';

export function TransferScreen(): ReactNode {
  const state = useConsoleState(wholeState);
  const theme = useTheme();
  const { ui, data, size } = state;
  const { head, graph, files } = transferLayout(frameLayout(size).body);
  const detail = data.detail?.transfer.id === ui.transfer.id ? data.detail : undefined;
  const rows = fileRows(state);
  const inside = paneInside(files);
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
      <Pane
        title={{ all: 'Files', failed: 'Failed files', noted: 'Noted' }[ui.transfer.status]}
        note={ui.transfer.status === 'all' ? 'active first' : ''}
        foot={rangeText(ui.transfer.list, { rows, height: inside.height - 1 })}
        {...files}
        isFocused
      >
        <DataTable
          rows={rows}
          list={ui.transfer.list}
          columns={ui.transfer.status === 'all' ? fileColumns : reasonColumns}
          {...inside}
          isFocused
          now={hubNow(state)}
          empty={data.files?.transfer === ui.transfer.id ? 'no file here' : 'loading'}
        />
      </Pane>
    </>
  );
}
