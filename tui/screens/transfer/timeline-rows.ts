/** What a transfer has been through: each state with its time, how long it lasted, and why it waited. */
import type { TransferCourse, TransferStep } from '../../../src/model/transfer-course.ts';
import { isEnded, type TransferState } from '../../../src/model/transfer-state.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import { formatDuration } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { clockTime } from '../../format/instant.ts';
import type { Word } from '../../format/transfer-words.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListKind } from '../../store/list-kind.ts';
import type { Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';

export interface StepRow extends TransferStep {
  readonly number: number;
  /** When the next one came; undefined of the last. */
  readonly until: number | undefined;
}

export function courseOf({ data, ui }: ConsoleState): TransferCourse | undefined {
  return data.course?.transfer === ui.transfer.id ? data.course?.course : undefined;
}

/** Oldest first. */
export function timelineRows(state: ConsoleState): Rows<StepRow> {
  const rows = stepsOf(courseOf(state)?.steps);
  return chosenRows(rows, { kind: timeline, filter: '', state });
}

const stepsOf = remembered((steps: readonly TransferStep[] = []): readonly StepRow[] =>
  steps.map((step, index) => ({ ...step, number: index, until: steps[index + 1]?.at })),
);

const columns: readonly Column<StepRow>[] = [
  {
    title: 'TIME (UTC)',
    width: 19,
    align: 'left',
    priority: 1,
    cell: ({ at }) => ({ text: new Date(at).toISOString().slice(0, 19).replace('T', ' '), role: 'muted' }),
    value: ({ at }) => new Date(at),
  },
  {
    title: 'STATE',
    width: 22,
    align: 'left',
    priority: 1,
    cell: stateCell,
    value: ({ state }) => state.kind,
  },
  {
    title: 'FOR',
    width: 9,
    align: 'right',
    priority: 3,
    cell: ({ at, until, state }, { now }) => {
      if (until === undefined && isEnded(state)) return '-';
      return formatDuration(Math.max(0, (until ?? now) - at) / 1000);
    },
    value: ({ at, until }) => until && (until - at) / 1000,
  },
  {
    title: 'WHY',
    width: 16,
    flex: 1,
    align: 'left',
    priority: 2,
    cell: ({ state }) => whyCell(state),
    value: ({ state }) => whyCell(state).text,
  },
];

export const timeline: ListKind<StepRow> = {
  name: 'transfer-timeline',
  columns,
  idOf: ({ at, number }) => `${at} ${number}`,
};

function stateCell({ state }: StepRow): Word {
  switch (state.kind) {
    case 'waiting':
      return { text: `waiting, attempt ${state.attempt}`, role: 'warn' };
    case 'failed':
      return { text: 'failed', role: 'bad' };
    case 'completed-with-errors':
      return { text: `done, ${state.failedFiles} failed`, role: 'warn' };
    case 'completed':
      return { text: 'done', role: 'good' };
    case 'paused':
    case 'cancelled':
      return { text: state.kind, role: 'warn' };
    default:
      return { text: state.kind, role: 'text' };
  }
}

function whyCell(state: TransferState): Word {
  if (state.kind === 'waiting')
    return { text: `${shownMessage(state.reason.message)}; next at ${clockTime(state.nextAttemptAt)}`, role: 'warn' };
  if (state.kind === 'failed') return { text: shownMessage(state.reason.message), role: 'bad' };
  return { text: state.kind === 'queued' ? shownMessage(state.reason?.message ?? '') : '', role: 'muted' };
}
