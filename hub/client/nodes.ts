/** `--nodes`: every node and how it is. */
import { skewText } from '../../src/model/clock-skew.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes, formatRate } from '../../src/runtime/units.ts';
import type { Action } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';
import { shownTime } from './time.ts';

const columns: readonly Column<NodeRecord>[] = [
  { title: 'NODE', cell: ({ name }) => name },
  { title: 'PRESENCE', cell: ({ presence }) => presence },
  { title: 'SINCE', cell: ({ since }) => shownTime(since) },
  {
    title: 'CPU',
    cell: ({ health }) => (health === undefined ? '' : `${Math.round(health.cpu * 100)} %`),
    align: 'right',
  },
  { title: 'CLOCK', cell: ({ clockSkewMs }) => (clockSkewMs === undefined ? '' : skewText(clockSkewMs)) },
  { title: 'RUNNING', cell: ({ running }) => String(running), align: 'right' },
  { title: 'OUT', cell: ({ rateOut }) => formatRate(rateOut), align: 'right' },
  { title: 'IN', cell: ({ rateIn }) => formatRate(rateIn), align: 'right' },
  { title: 'ROOTS', cell: rootsText },
];

export const nodes: Action = async ({ settings, hub }) => {
  const { nodes: found } = await hub.request('list-nodes', {});
  await (settings.json ? printJson(found) : print(table(columns, found)));
  return 0;
};

function rootsText({ health }: NodeRecord): string {
  const roots = health?.roots ?? [];
  return roots
    .map(({ path, isReadOnly, freeBytes }) => {
      const free = freeBytes === undefined ? 'cannot be looked at' : `${formatBytes(freeBytes)} free`;
      return `${shownName(path)} (${isReadOnly ? 'read-only, ' : ''}${free})`;
    })
    .join(', ');
}
