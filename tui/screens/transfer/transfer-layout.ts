/** The parts of a transfer's detail: what it is, its bandwidth, its files. */
import type { Area } from '../frame/frame-layout.ts';

export interface TransferLayout {
  readonly head: Area;
  /** Without lines of its own the graph is one line of the head. */
  readonly graph: Area;
  readonly files: Area;
}

export function transferLayout({ width, height }: Area): TransferLayout {
  const graph = { width, height: height >= 26 ? 6 : 0 };
  const head = { width, height: Math.min(height >= 30 ? 10 : 8, Math.max(4, height - graph.height - 6)) };
  return { head, graph, files: { width, height: height - head.height - graph.height } };
}
