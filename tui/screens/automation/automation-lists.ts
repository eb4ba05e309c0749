/** The list of each tab of Automation. */
import { destinationsOf } from '../../../src/model/template.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { personText } from '../../format/person.ts';
import { lastWord, nextText, onWord, whenText } from '../../format/trigger-words.ts';
import type { FilterFields } from '../../store/filter.ts';
import type { ListKind, ListName } from '../../store/list-kind.ts';
import { nameColumn, namedList, textColumn, textsOf } from '../named-list.ts';
import type { AutomationRow, AutomationTab } from './automation-rows.ts';

type RowOf<K extends AutomationRow['kind']> = Extract<AutomationRow, { kind: K }>;

const left = { align: 'left' } as const;

function ownerColumn<Row extends RowOf<'trigger' | 'template'>>(): Column<Row> {
  const cell = ({ record }: Row): string => personText(record.declaredBy);
  const value = ({ record }: Row): string => shownName(record.declaredBy);
  return { ...left, title: 'OWNER', width: 8, cut: 'middle', priority: 5, cell, value };
}

const triggerColumns: readonly Column<RowOf<'trigger'>>[] = [
  {
    ...left,
    title: 'ON',
    width: 3,
    priority: 1,
    cell: ({ record }) => onWord(record),
    value: ({ record }) => onWord(record).text,
  },
  nameColumn,
  textColumn({
    title: 'WHEN',
    width: 13,
    flex: 2,
    cut: 'middle',
    priority: 3,
    value: ({ record }) => whenText(record.trigger),
  }),
  textColumn({
    title: 'WHAT',
    width: 12,
    flex: 1,
    cut: 'middle',
    priority: 4,
    value: ({ record }) => record.trigger.template,
  }),
  {
    ...left,
    title: 'LAST',
    width: 19,
    priority: 2,
    cell: ({ record }, { now }) => lastWord(record, now),
    value: ({ record: { lastRun } }) => lastRun && new Date(lastRun.at),
  },
  {
    ...left,
    title: 'NEXT',
    width: 18,
    priority: 2,
    cell: ({ record }, { now }) => nextText(record, now),
    value: ({ record: { nextRuns } }) => (nextRuns[0] === undefined ? undefined : new Date(nextRuns[0])),
  },
  ownerColumn(),
];

const triggerFields: FilterFields<RowOf<'trigger'>> = {
  state: { kind: 'text', of: ({ record }) => `${onWord(record).text} ${record.lastResult ?? ''}` },
  host: { kind: 'text', of: ({ record: { trigger } }) => ('node' in trigger ? trigger.node : '') },
  who: { kind: 'text', of: ({ record }) => record.declaredBy },
  since: { kind: 'time', of: ({ record }) => record.lastRun?.at },
};

function triggers(name: ListName): ListKind<RowOf<'trigger'>> {
  const words = (row: RowOf<'trigger'>): string => [onWord(row.record).text, ...textsOf(row)].join(' ');
  return namedList({ name, columns: triggerColumns, words, fields: triggerFields, copies: ['NAME', 'WHEN', 'WHAT'] });
}

const templates = namedList<RowOf<'template'>>({
  name: 'automation-templates',
  fields: {
    host: { kind: 'text', of: ({ record }) => [record.template.from, ...destinationsOf(record.template)].join(' ') },
    who: { kind: 'text', of: ({ record }) => record.declaredBy },
  },
  columns: [
    nameColumn,
    textColumn({
      title: 'FROM',
      width: 16,
      flex: 2,
      cut: 'middle',
      priority: 2,
      value: ({ record }) => record.template.from,
    }),
    textColumn({
      title: 'TO',
      width: 16,
      flex: 2,
      cut: 'middle',
      priority: 2,
      value: ({ record }) => destinationsOf(record.template).join(', '),
    }),
    textColumn({
      title: 'VARIABLES',
      width: 12,
      flex: 1,
      priority: 4,
      value: ({ record }) => Object.keys(record.template.variables).join(', '),
    }),
    ownerColumn(),
  ],
});

const connections = namedList<RowOf<'connection'>>({
  name: 'automation-connections',
  fields: { host: { kind: 'text', of: ({ record }) => record.nodes.join(' ') } },
  columns: [
    nameColumn,
    textColumn({ title: 'KIND', width: 9, priority: 2, value: ({ record }) => record.kind }),
    textColumn({
      title: 'PLACE',
      width: 20,
      flex: 2,
      cut: 'middle',
      priority: 2,
      value: ({ record }) => record.endpoint,
    }),
    {
      ...left,
      title: 'CREDENTIAL',
      width: 12,
      cut: 'middle',
      priority: 4,
      cell: ({ record: { credential } }) => credential ?? { text: "the node's own", role: 'muted' },
      value: ({ record: { credential } }) => credential,
    },
    {
      ...textColumn({
        title: 'NODES',
        width: 12,
        flex: 1,
        priority: 3,
        value: ({ record }) => record.nodes.join(', '),
      }),
      cell: ({ record: { nodes } }) => (nodes.length === 0 ? { text: 'none', role: 'warn' } : nodes.join(', ')),
    },
  ],
});

export const automationLists: Readonly<Record<AutomationTab, ListKind<never>>> = {
  schedules: triggers('automation-schedules'),
  watches: triggers('automation-watches'),
  queues: triggers('automation-queues'),
  chains: triggers('automation-chains'),
  templates,
  connections,
};
