/** What has started a transfer, what was started with it, and what its end starts. */

import type { Transfer } from '../../../src/model/transfer.ts';
import type { CourseLink, NextInChain, TransferCourse } from '../../../src/model/transfer-course.ts';
import type { TransferId } from '../../../src/runtime/identifier.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { personText } from '../../format/person.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListKind } from '../../store/list-kind.ts';
import type { Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';
import { courseOf } from './timeline-rows.ts';

export interface ChainRow {
  /** `started by`, `after`, `together with`, `starts`. */
  readonly part: string;
  readonly id: TransferId | undefined;
  readonly state: CourseLink['state'] | undefined;
  readonly text: string;
}

export function chainRows(state: ConsoleState): Rows<ChainRow> {
  const { data, ui } = state;
  const transfer = data.detail?.transfer.id === ui.transfer.id ? data.detail?.transfer : undefined;
  const course = courseOf(state);
  return chosenRows(rowsOf(transfer, course), { kind: chainList, filter: '', state });
}

const rowsOf = remembered((transfer: Transfer | undefined, course: TransferCourse | undefined): readonly ChainRow[] => {
  if (transfer === undefined || course === undefined) return [];
  const { after, together, next } = course;
  return [
    { part: 'started by', id: undefined, state: undefined, text: starterText(transfer) },
    ...(after === undefined ? [] : [linkRow('after the end of', after)]),
    ...together.filter(({ id }) => id !== transfer.id).map((link) => linkRow('together with', link)),
    ...next.flatMap(nextRows),
  ];
});

function starterText({ createdBy, startedBy }: Transfer): string {
  if (startedBy === undefined) return personText(createdBy);
  const { template, trigger, values } = startedBy;
  const given = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const who = trigger === undefined ? personText(createdBy) : `trigger ${trigger}`;
  return [`${who}, template ${template}`, ...given].join('  ');
}

function nextRows({ trigger, template, on, enabled, transfers }: NextInChain): readonly ChainRow[] {
  const waits = `${trigger} on ${on.join(', ')}: template ${template}${enabled ? '' : ' (switched off)'}`;
  if (transfers.length === 0) return [{ part: 'its end starts', id: undefined, state: undefined, text: waits }];
  return transfers.map((link) => ({ ...linkRow('its end started', link), text: `${link.name}  by ${trigger}` }));
}

function linkRow(part: string, { id, name, state }: CourseLink): ChainRow {
  return { part, id, state, text: name };
}

const columns: readonly Column<ChainRow>[] = [
  {
    title: 'PART',
    width: 16,
    align: 'left',
    priority: 1,
    cell: ({ part }) => ({ text: part, role: 'muted' }),
    value: ({ part }) => part,
  },
  { title: 'ID', width: 8, align: 'left', priority: 2, cell: ({ id = '' }) => id, value: ({ id }) => id },
  {
    title: 'STATE',
    width: 22,
    align: 'left',
    priority: 3,
    cell: ({ state }) => state?.kind ?? '',
    value: ({ state }) => state?.kind,
  },
  {
    title: 'WHAT',
    width: 20,
    flex: 1,
    align: 'left',
    cut: 'middle',
    priority: 1,
    cell: ({ text }) => shownName(text),
    value: ({ text }) => shownName(text),
  },
];

export const chainList: ListKind<ChainRow> = {
  name: 'transfer-chain',
  columns,
  idOf: ({ part, id, text }) => `${part} ${id} ${text}`,
};
