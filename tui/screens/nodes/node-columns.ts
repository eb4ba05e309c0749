/** The lists of nodes. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { nodeTroubles } from '../../../src/model/node-troubles.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatRate } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { formatCount } from '../../format/count.ts';
import { cpuText, freeBytes, freeText, nodeHealth } from '../../format/node-words.ts';
import type { FilterFields } from '../../store/filter.ts';
import type { ListKind } from '../../store/list-kind.ts';

const name: Column<NodeRecord> = {
  title: 'NODE',
  width: 12,
  flex: 2,
  align: 'left',
  cut: 'middle',
  priority: 1,
  cell: (node) => node.name,
  value: ({ name: text }) => text,
};
const state: Column<NodeRecord> = {
  title: 'STATE',
  width: 5,
  align: 'left',
  priority: 1,
  cell: (node, { now }) => nodeHealth(node, now),
  value: ({ presence }) => presence,
};
const cpu: Column<NodeRecord> = {
  title: 'CPU',
  width: 4,
  align: 'right',
  priority: 4,
  cell: cpuText,
  value: ({ health }) => health?.cpu,
};
const backlog: Column<NodeRecord> = {
  title: 'BACKLOG',
  width: 7,
  align: 'right',
  priority: 3,
  cell: ({ pendingFiles }) => formatCount(pendingFiles),
  value: ({ pendingFiles }) => pendingFiles,
};
const rateOf = (rate: number, { presence }: NodeRecord): string => (presence === 'offline' ? '-' : formatRate(rate));
const out: Column<NodeRecord> = {
  title: 'OUT',
  width: 9,
  align: 'right',
  priority: 2,
  cell: (node) => rateOf(node.rateOut, node),
  value: ({ rateOut }) => rateOut,
};
const into: Column<NodeRecord> = {
  title: 'IN',
  width: 9,
  align: 'right',
  priority: 5,
  cell: (node) => rateOf(node.rateIn, node),
  value: ({ rateIn }) => rateIn,
};
const running: Column<NodeRecord> = {
  title: 'RUN',
  width: 3,
  align: 'right',
  priority: 4,
  cell: (node) => String(node.running),
  value: (node) => node.running,
};
const latency: Column<NodeRecord> = {
  title: 'RTT',
  width: 7,
  align: 'right',
  priority: 6,
  cell: ({ latencyMs, presence }) =>
    latencyMs === undefined || presence === 'offline' ? '-' : `${Math.round(latencyMs)} ms`,
  value: ({ latencyMs }) => latencyMs,
};
const memory: Column<NodeRecord> = {
  title: 'MEM',
  width: 4,
  align: 'right',
  priority: 7,
  cell: ({ health, presence }) =>
    health === undefined || presence === 'offline'
      ? '-'
      : `${Math.round((100 * health.memoryUsedBytes) / Math.max(1, health.memoryTotalBytes))}%`,
  value: ({ health }) => health && health.memoryUsedBytes / Math.max(1, health.memoryTotalBytes),
};
const free: Column<NodeRecord> = {
  title: 'FREE',
  width: 8,
  align: 'right',
  priority: 5,
  cell: freeText,
  value: freeBytes,
};
const reason: Column<NodeRecord> = {
  title: 'WHY',
  width: 12,
  flex: 3,
  align: 'left',
  priority: 8,
  cell: (node, { now }) => ({ text: shownName(nodeHealth(node, now).reason), role: 'muted' }),
  value: (node) => shownName(nodeTroubles(node)[0]?.reason ?? ''),
};
const version: Column<NodeRecord> = {
  title: 'VERSION',
  width: 8,
  align: 'left',
  priority: 9,
  cell: (node) => ({ text: shownName(node.version ?? '-'), role: 'muted' }),
  value: ({ version: text }) => text && shownName(text),
};

const nodeFields: FilterFields<NodeRecord> = {
  host: { kind: 'text', of: ({ name: text }) => text },
  state: { kind: 'text', of: (node) => [node.presence, ...nodeTroubles(node).map(({ word }) => word)].join(' ') },
  since: { kind: 'time', of: ({ since }) => since },
  free: { kind: 'size', of: freeBytes },
};
const common = {
  idOf: ({ name: text }: NodeRecord) => text,
  words: (node: NodeRecord) => [node.name, node.presence, node.version ?? ''].join(' '),
  fields: nodeFields,
};
export const overviewNodeList: ListKind<NodeRecord> = {
  ...common,
  name: 'overview-nodes',
  columns: [name, state, cpu, backlog, out, into],
};
export const nodeList: ListKind<NodeRecord> = {
  ...common,
  name: 'nodes',
  columns: [name, state, cpu, memory, free, running, backlog, out, into, latency, version, reason],
};
