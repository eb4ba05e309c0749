/** The parts of a transfer's detail: what it is, its bandwidth, the list of its tab, and what is known of the row under the cursor. */

import type { Area } from '../frame/frame-layout.ts';
import type { DetailTab } from './detail-tabs.ts';

export interface TransferLayout {
  readonly head: Area;
  /** Without lines of its own the graph is one line of the head. */
  readonly graph: Area;
  readonly list: Area;
  /** Of a row that has more to say than fits into its line; without lines elsewhere. */
  readonly row: Area;
}

const rowHeight = 5;
/** Their rows are explained below the list. */
const explained: readonly DetailTab[] = ['failed', 'noted', 'log'];

export function transferLayout({ width, height }: Area, tab: DetailTab): TransferLayout {
  const graph = { width, height: height >= 26 ? 6 : 0 };
  const head = { width, height: Math.min(height >= 30 ? 9 : 8, Math.max(4, height - graph.height - 6)) };
  const left = height - head.height - graph.height;
  const row = { width, height: explained.includes(tab) && left >= 2 * rowHeight ? rowHeight : 0 };
  return { head, graph, list: { width, height: left - row.height }, row };
}
