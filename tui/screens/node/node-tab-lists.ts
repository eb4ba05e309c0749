/** The list of each tab of a node's own screen. */
import type { NodeLink } from '../../../src/model/node-detail.ts';
import type { NodeRoot } from '../../../src/model/node-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { formatBytes, formatRate } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { formatCount } from '../../format/count.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { progressBar } from '../../text/progress-bar.ts';
import { logOfNode } from '../logs/log-lists.ts';
import { textColumn } from '../named-list.ts';
import { transferList } from '../transfers/transfer-lists.ts';
import type { NodeFact } from './node-facts.ts';
import type { NodeTab } from './node-tabs.ts';

const left = { align: 'left' } as const;

/** A line without a label goes on from the one above: it stays where it is. */
function facts(name: 'node-health' | 'node-config'): ListKind<NodeFact> {
  return {
    name,
    idOf: ({ label, value }) => (label === '' ? value.text : label),
    words: ({ label, value }) => `${label} ${value.text}`,
    isInOneOrder: true,
    columns: [
      {
        ...left,
        title: 'WHAT',
        width: 12,
        priority: 1,
        cell: ({ label }) => ({ text: label, role: 'muted' }),
        value: ({ label }) => label,
      },
      {
        ...left,
        title: 'VALUE',
        width: 20,
        flex: 1,
        priority: 1,
        cell: ({ value }) => value,
        value: ({ value }) => value.text,
      },
    ],
  };
}

interface FigureColumn<Row> {
  readonly title: string;
  readonly width: number;
  readonly priority: number;
  readonly of: (row: Row) => number | undefined;
  readonly text: (figure: number) => string;
}

function figure<Row>({ of, text, ...column }: FigureColumn<Row>): Column<Row> {
  const cell: Column<Row>['cell'] = (row) => {
    const known = of(row);
    return known === undefined ? { text: '?', role: 'bad' } : text(known);
  };
  return { ...column, align: 'right', cell, value: of };
}

const links: ListKind<NodeLink> = {
  name: 'node-links',
  idOf: ({ peer }) => peer,
  words: ({ peer }) => peer,
  columns: [
    textColumn({ title: 'WITH', width: 16, flex: 1, cut: 'middle', priority: 1, value: ({ peer }) => peer }),
    figure({ title: 'RUN', width: 5, priority: 2, of: ({ running }) => running, text: formatCount }),
    figure({ title: 'WAIT', width: 6, priority: 3, of: ({ waiting }) => waiting, text: formatCount }),
    figure({ title: 'OUT', width: 10, priority: 1, of: ({ rateOut }) => rateOut, text: formatRate }),
    figure({ title: 'IN', width: 10, priority: 1, of: ({ rateIn }) => rateIn, text: formatRate }),
    figure({ title: 'FILES LEFT', width: 10, priority: 4, of: ({ pendingFiles }) => pendingFiles, text: formatCount }),
    figure({ title: 'TO MOVE', width: 9, priority: 3, of: ({ pendingBytes }) => pendingBytes, text: formatBytes }),
  ],
};

const fullShare = 0.95;

function usedShare({ freeBytes, totalBytes }: NodeRoot): number | undefined {
  return freeBytes === undefined || totalBytes === undefined || totalBytes === 0
    ? undefined
    : 1 - freeBytes / totalBytes;
}

const disks: ListKind<NodeRoot> = {
  name: 'node-disks',
  idOf: ({ path }) => path,
  words: ({ path, isReadOnly }) => `${path} ${isReadOnly ? 'read-only' : ''}`,
  columns: [
    {
      ...left,
      title: 'ROOT',
      width: 16,
      flex: 1,
      cut: 'middle',
      priority: 1,
      cell: ({ path }) => shownName(path),
      value: ({ path }) => path,
    },
    {
      ...left,
      title: 'ACCESS',
      width: 11,
      priority: 2,
      cell: ({ isReadOnly }) => (isReadOnly ? { text: 'read-only', role: 'muted' } : 'read, write'),
      value: ({ isReadOnly }) => (isReadOnly ? 'read-only' : 'read, write'),
    },
    {
      ...left,
      title: 'USED',
      width: 15,
      priority: 3,
      cell: (root, { theme }) => {
        const share = usedShare(root);
        if (share === undefined) return { text: 'not looked at', role: 'bad' };
        const bar = progressBar(share, 10, theme.symbols);
        return { text: `${bar} ${Math.round(share * 100)}%`, role: share > fullShare ? 'warn' : 'text' };
      },
      value: usedShare,
    },
    figure({ title: 'FREE', width: 9, priority: 1, of: ({ freeBytes }) => freeBytes, text: formatBytes }),
    figure({ title: 'OF', width: 9, priority: 2, of: ({ totalBytes }) => totalBytes, text: formatBytes }),
  ],
};

export const nodeTabLists = {
  health: facts('node-health'),
  links,
  disks,
  backlog: { ...transferList, name: 'node-backlog' },
  config: facts('node-config'),
  log: logOfNode,
} as const satisfies Readonly<Record<NodeTab, ListKind<never>>>;
