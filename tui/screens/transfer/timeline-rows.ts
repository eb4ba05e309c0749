/** What a transfer has been through: each state with its time, how long it lasted, and why it waited. */
import type { TransferCourse, TransferStep } from '../../../src/model/transfer-course.ts';
import { isEnded, type TransferState } from '../../../src/model/transfer-state.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import { formatDuration } from '../../../src/runtime/units.ts';
import type { Column } from '../../components/table-layout.ts';
import { clockTime } from '../../format/instant.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';

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
  const steps = courseOf(state)?.steps ?? [];
  const rows = steps.map((step, index): StepRow => ({ ...step, number: index, until: steps[index + 1]?.at }));
  return arrayRows(rows, ({ at, number }) => `${at} ${number}`);
}

export const timelineColumns: readonly Column<StepRow>[] = [
  {
    title: 'TIME (UTC)',
    width: 19,
    align: 'left',
    priority: 1,
    cell: ({ at }) => ({ text: new Date(at).toISOString().slice(0, 19).replace('T', ' '), role: 'muted' }),
  },
  { title: 'STATE', width: 22, align: 'left', priority: 1, cell: stateCell },
  {
    title: 'FOR',
    width: 9,
    align: 'right',
    priority: 3,
    cell: ({ at, until, state }, { now }) => {
      if (until === undefined && isEnded(state)) return '-';
      return formatDuration(Math.max(0, (until ?? now) - at) / 1000);
    },
  },
  { title: 'WHY', width: 16, flex: 1, align: 'left', priority: 2, cell: ({ state }) => whyCell(state) },
];

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
