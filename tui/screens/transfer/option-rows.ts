/** How a transfer is done: its places and its options, as their flags say them. */
import { formatLocation } from '../../../src/model/location.ts';
import { optionWords } from '../../../src/model/option-words.ts';
import { defaultPriority } from '../../../src/model/priority.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';

export interface OptionRow {
  readonly flag: string;
  readonly value: string;
  readonly isDefault: boolean;
}

export function optionRows({ data, ui }: ConsoleState): Rows<OptionRow> {
  const transfer = data.detail?.transfer.id === ui.transfer.id ? data.detail?.transfer : undefined;
  const all = transfer === undefined ? [] : [...placeRows(transfer), ...flagRows(transfer)];
  // What somebody has chosen comes first.
  const rows = [...all.filter(({ isDefault }) => !isDefault), ...all.filter(({ isDefault }) => isDefault)];
  return arrayRows(rows, ({ flag, value }) => `${flag} ${value}`);
}

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

export const optionColumns: readonly Column<OptionRow>[] = [
  {
    title: 'FLAG',
    width: 18,
    align: 'left',
    priority: 1,
    cell: ({ flag, isDefault }) => ({ text: flag, role: isDefault ? 'muted' : 'text' }),
  },
  {
    title: 'VALUE',
    width: 20,
    flex: 1,
    align: 'left',
    cut: 'middle',
    priority: 1,
    cell: ({ value, isDefault }) => ({ text: shownName(value), role: isDefault ? 'muted' : 'text' }),
  },
  {
    title: '',
    width: 9,
    align: 'left',
    priority: 2,
    cell: ({ isDefault }) => ({ text: isDefault ? 'as usual' : '', role: 'muted' }),
  },
];
