/** The columns of each tab of Automation. */
import { destinationsOf } from '../../../src/model/template.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { personText } from '../../format/person.ts';
import { lastWord, nextText, onWord, whenText } from '../../format/trigger-words.ts';
import type { AutomationRow, AutomationTab } from './automation-rows.ts';

type Kind = AutomationRow['kind'];
type RecordOf<K extends Kind> = Extract<AutomationRow, { kind: K }>['record'];
type CellOf<K extends Kind> = (
  record: RecordOf<K>,
  context: Parameters<Column<AutomationRow>['cell']>[1],
) => ReturnType<Column<AutomationRow>['cell']>;

/** A row of another tab, of the moment when the tab turns, has empty cells. */
function cell<K extends Kind>(kind: K, make: CellOf<K>): Column<AutomationRow>['cell'] {
  return (row, context) => (row.kind === kind ? make(row.record as RecordOf<K>, context) : '');
}

const left = { align: 'left' } as const;
const name: Column<AutomationRow> = {
  ...left,
  title: 'NAME',
  width: 14,
  flex: 1,
  cut: 'middle',
  priority: 1,
  cell: (row) => row.name,
};

const triggerColumns: readonly Column<AutomationRow>[] = [
  { ...left, title: 'ON', width: 3, priority: 1, cell: cell('trigger', onWord) },
  name,
  {
    ...left,
    title: 'WHEN',
    width: 13,
    flex: 2,
    cut: 'middle',
    priority: 3,
    cell: cell('trigger', ({ trigger }) => whenText(trigger)),
  },
  {
    ...left,
    title: 'WHAT',
    width: 12,
    flex: 1,
    cut: 'middle',
    priority: 4,
    cell: cell('trigger', ({ trigger }) => trigger.template),
  },
  { ...left, title: 'LAST', width: 19, priority: 2, cell: cell('trigger', (record, { now }) => lastWord(record, now)) },
  { ...left, title: 'NEXT', width: 18, priority: 2, cell: cell('trigger', (record, { now }) => nextText(record, now)) },
  {
    ...left,
    title: 'OWNER',
    width: 8,
    cut: 'middle',
    priority: 5,
    cell: cell('trigger', ({ declaredBy }) => personText(declaredBy)),
  },
];

const templateColumns: readonly Column<AutomationRow>[] = [
  name,
  {
    ...left,
    title: 'FROM',
    width: 16,
    flex: 2,
    cut: 'middle',
    priority: 2,
    cell: cell('template', ({ template }) => shownName(template.from)),
  },
  {
    ...left,
    title: 'TO',
    width: 16,
    flex: 2,
    cut: 'middle',
    priority: 2,
    cell: cell('template', ({ template }) => shownName(destinationsOf(template).join(', '))),
  },
  {
    ...left,
    title: 'VARIABLES',
    width: 12,
    flex: 1,
    priority: 4,
    cell: cell('template', ({ template }) => Object.keys(template.variables).join(', ')),
  },
  {
    ...left,
    title: 'OWNER',
    width: 8,
    cut: 'middle',
    priority: 5,
    cell: cell('template', ({ declaredBy }) => personText(declaredBy)),
  },
];

const connectionColumns: readonly Column<AutomationRow>[] = [
  name,
  { ...left, title: 'KIND', width: 9, priority: 2, cell: cell('connection', ({ kind }) => kind) },
  {
    ...left,
    title: 'PLACE',
    width: 20,
    flex: 2,
    cut: 'middle',
    priority: 2,
    cell: cell('connection', ({ endpoint }) => shownName(endpoint)),
  },
  {
    ...left,
    title: 'CREDENTIAL',
    width: 12,
    cut: 'middle',
    priority: 4,
    cell: cell('connection', ({ credential }) => credential ?? { text: "the node's own", role: 'muted' }),
  },
  {
    ...left,
    title: 'NODES',
    width: 12,
    flex: 1,
    priority: 3,
    cell: cell('connection', ({ nodes }) =>
      nodes.length === 0 ? { text: 'none', role: 'warn' } : shownName(nodes.join(', ')),
    ),
  },
];

export function automationColumns(tab: AutomationTab): readonly Column<AutomationRow>[] {
  if (tab === 'templates') return templateColumns;
  return tab === 'connections' ? connectionColumns : triggerColumns;
}
