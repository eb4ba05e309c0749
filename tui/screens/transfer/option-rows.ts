/** How a transfer is done: its places and its options, as their flags say them. */
import { formatLocation } from '../../../src/model/location.ts';
import { optionWords } from '../../../src/model/option-words.ts';
import { defaultPriority } from '../../../src/model/priority.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListKind } from '../../store/list-kind.ts';
import type { Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';

export interface OptionRow {
  readonly flag: string;
  readonly value: string;
  readonly isDefault: boolean;
}

export function optionRows(state: ConsoleState): Rows<OptionRow> {
  const { data, ui } = state;
  const transfer = data.detail?.transfer.id === ui.transfer.id ? data.detail?.transfer : undefined;
  return chosenRows(rowsOf(transfer), { kind: optionList, filter: '', state });
}

const rowsOf = remembered((transfer: Transfer | undefined): readonly OptionRow[] => {
  const all = transfer === undefined ? [] : [...placeRows(transfer), ...flagRows(transfer)];
  // What somebody has chosen comes first.
  return [...all.filter(({ isDefault }) => !isDefault), ...all.filter(({ isDefault }) => isDefault)];
});

function placeRows({ name, source, destination, owner, priority = defaultPriority }: Transfer): readonly OptionRow[] {
  return [
    { flag: '--from', value: formatLocation(source), isDefault: false },
    { flag: '--to', value: formatLocation(destination), isDefault: false },
    ...(owner === undefined ? [] : [{ flag: '--via', value: owner, isDefault: false }]),
    { flag: '--name', value: name, isDefault: false },
    { flag: '--priority', value: priority, isDefault: priority === defaultPriority },
  ];
}

function flagRows({ options }: Transfer): readonly OptionRow[] {
  return optionWords(options).map(({ flag, value = 'yes', isDefault }) => ({ flag, value, isDefault }));
}

const columns: readonly Column<OptionRow>[] = [
  {
    title: 'FLAG',
    width: 18,
    align: 'left',
    priority: 1,
    cell: ({ flag, isDefault }) => ({ text: flag, role: isDefault ? 'muted' : 'text' }),
    value: ({ flag }) => flag,
  },
  {
    title: 'VALUE',
    width: 20,
    flex: 1,
    align: 'left',
    cut: 'middle',
    priority: 1,
    cell: ({ value, isDefault }) => ({ text: shownName(value), role: isDefault ? 'muted' : 'text' }),
    value: ({ value }) => shownName(value),
  },
  {
    title: 'USUAL',
    width: 9,
    align: 'left',
    priority: 2,
    cell: ({ isDefault }) => ({ text: isDefault ? 'as usual' : '', role: 'muted' }),
    value: ({ isDefault }) => (isDefault ? 'as usual' : ''),
  },
];

export const optionList: ListKind<OptionRow> = {
  name: 'transfer-options',
  columns,
  idOf: ({ flag, value }) => `${flag} ${value}`,
};
