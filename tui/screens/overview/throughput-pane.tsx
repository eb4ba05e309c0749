/** The throughput of everything over the last minutes, and what is left to move. */
import type { ReactNode } from 'react';
import { timeText } from '../../../src/model/time-left-text.ts';
import type { HubOverview } from '../../../src/protocol/console-link.ts';
import { formatBytes, formatRate } from '../../../src/runtime/units.ts';
import { Lines } from '../../components/lines.tsx';
import { Pane, paneInside } from '../../components/pane.tsx';
import { formatFiles } from '../../format/count.ts';
import { clockMinute } from '../../format/instant.ts';
import { columnGraph } from '../../text/column-graph.ts';
import type { Theme } from '../../theme/theme.ts';
import { useTheme } from '../../theme/theme-context.ts';
import type { Area } from '../frame/frame-layout.ts';

export interface ThroughputPaneProps extends Area {
  readonly overview: HubOverview;
  /** The hub's clock. */
  readonly now: number;
}

export function ThroughputPane({ overview, now, width, height }: ThroughputPaneProps): ReactNode {
  const theme = useTheme();
  const inside = paneInside({ width, height });
  const words = summaryLines(overview, { now, isNarrow: inside.width < 60 });
  const minutes = Math.round((overview.throughput.rates.length * overview.throughput.stepMs) / 60_000);
  const graphHeight = Math.max(1, inside.height - words.length);
  const lines = graphLines(overview.throughput.rates, { theme, width: inside.width, height: graphHeight });
  return (
    <Pane
      title="Throughput"
      note={minutes === 0 ? '' : `last ${minutes} min`}
      width={width}
      height={height}
      isFocused={false}
    >
      <Lines lines={[...lines, ...words.map((text) => ` ${text}`)].slice(0, inside.height)} width={inside.width} />
    </Pane>
  );
}

export interface GraphArea extends Area {
  readonly theme: Theme;
}

/** Columns with their scale at the left: the top of the graph, its half, and zero. */
export function graphLines(rates: readonly number[], { theme, width, height }: GraphArea): readonly string[] {
  if (theme.isLinear) return [];
  const scale = 10;
  const { rows, top } = columnGraph(rates, { width: Math.max(1, width - scale - 1), height, symbols: theme.symbols });
  return rows.map((row, index) => {
    const isTop = index === 0;
    const isHalf = top > 0 && height >= 4 && index === Math.floor(height / 2);
    const label = isTop ? formatRate(top) : isHalf ? formatRate((top * (height - index)) / height) : '';
    return `${theme.paint('muted', `${label.padStart(scale - 1)}${theme.symbols.axis}`)}${theme.paint('graph', row)}`;
  });
}

interface SummaryLook {
  readonly now: number;
  readonly isNarrow: boolean;
}

function summaryLines(
  { rate, throughput, pending, etaSeconds, etaRange }: HubOverview,
  { now, isNarrow }: SummaryLook,
): readonly string[] {
  const { rates } = throughput;
  const peak = formatRate(Math.max(0, rate, ...rates));
  const mean = formatRate(rates.length === 0 ? 0 : rates.reduce((sum, value) => sum + value, 0) / rates.length);
  const time = timeText({ etaSeconds, etaRange });
  const clock = clockMinute(now + (etaRange?.toSeconds ?? etaSeconds ?? etaRange?.fromSeconds ?? 0) * 1000);
  const about = etaRange === undefined ? '~' : etaRange.toSeconds === undefined ? 'not before ' : 'by ';
  const known = time === undefined ? 'not known yet' : `${about}${clock} (in ${time})`;
  const ends = pending.files === 0 ? 'nothing left to move' : `drains ${known}`;
  const backlog = `backlog ${formatFiles(pending.files)}  ${formatBytes(pending.bytes)}`;
  return isNarrow
    ? [`now ${formatRate(rate)}  peak ${peak}`, backlog, ends]
    : [`now ${formatRate(rate)}   peak ${peak}   avg ${mean}`, `${backlog}   ${ends}`];
}
