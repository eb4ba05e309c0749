/** Keys that change a transfer that has not ended, or start one again that has, wherever one is selected. */
import { limitText } from '../../../src/model/rate-limit.ts';
import { isEnded } from '../../../src/model/transfer-state.ts';
import { retryTransfer } from '../../actions/transfer-actions.ts';
import { changeTransfer, nextPriority } from '../../actions/transfer-changes.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { fieldOf } from '../../store/text-field.ts';
import type { ValuePrompt } from '../../store/ui-state.ts';
import { selectedTransfer } from '../selected-transfer.ts';

const base = {
  group: 'Do',
  where: ['overview', 'transfers', 'transfer'],
  danger: 1,
  action: 'transfer',
} as const;

export const noTransfer = 'no transfer is selected';

/** Why what is under way cannot be changed. */
export function notUnderWay(state: ConsoleState): string | undefined {
  const transfer = selectedTransfer(state);
  if (transfer === undefined) return noTransfer;
  return isEnded(transfer.state) ? 'it has ended' : undefined;
}

function notToRetry(state: ConsoleState): string | undefined {
  const transfer = selectedTransfer(state);
  if (transfer === undefined) return noTransfer;
  return isEnded(transfer.state) || transfer.state.kind === 'waiting' ? undefined : 'it has not ended';
}

function notToStart(state: ConsoleState): string | undefined {
  const transfer = selectedTransfer(state);
  if (transfer === undefined) return noTransfer;
  const { kind } = transfer.state;
  const isScheduled = kind === 'queued' && transfer.state.reason?.code === 'start-time';
  return isScheduled || kind === 'waiting' ? undefined : 'it does not wait for a time';
}

function prioritise(console: Console, step: 1 | -1): void {
  const transfer = selectedTransfer(console.store.state);
  const priority = transfer && nextPriority(transfer, step);
  if (transfer !== undefined && priority !== undefined)
    void changeTransfer(console, transfer, { kind: 'priority', priority });
}

function noFurther(step: 1 | -1) {
  return (state: ConsoleState): string | undefined => {
    const transfer = selectedTransfer(state);
    if (transfer === undefined || isEnded(transfer.state)) return notUnderWay(state);
    return nextPriority(transfer, step) === undefined ? `it has the ${step === 1 ? 'highest' : 'lowest'}` : undefined;
  };
}

/** A line at the bottom asks for it, and begins with the value of now. */
function askFor({ store }: Console, of: ValuePrompt['of']): void {
  store.changeUi((ui, state) => {
    const transfer = selectedTransfer(state);
    if (transfer === undefined) return ui;
    const { bwlimit, streams } = transfer.options;
    const text = of === 'streams' ? String(streams) : bwlimit === undefined ? 'off' : limitText(bwlimit);
    return { ...ui, prompt: { kind: 'value', of, transfer, field: fieldOf(text), wrong: undefined } };
  });
}

export const changeCommands: readonly Command[] = [
  {
    ...base,
    id: 'transfer.limit',
    title: 'bandwidth cap',
    keys: ['b'],
    hint: 'cap',
    blocked: notUnderWay,
    run: (console) => askFor(console, 'limit'),
  },
  {
    ...base,
    id: 'transfer.lower',
    title: 'lower priority',
    keys: ['<'],
    blocked: noFurther(-1),
    run: (console) => prioritise(console, -1),
  },
  {
    ...base,
    id: 'transfer.raise',
    title: 'higher priority',
    keys: ['>'],
    hint: 'prio',
    blocked: noFurther(1),
    run: (console) => prioritise(console, 1),
  },
  {
    ...base,
    id: 'transfer.retry',
    title: 'retry: start it again from its backlog',
    keys: ['r'],
    where: [...base.where, 'history'],
    hint: 'retry',
    blocked: notToRetry,
    run: (console) => {
      const transfer = selectedTransfer(console.store.state);
      if (transfer !== undefined) void retryTransfer(console, transfer);
    },
  },
  {
    ...base,
    id: 'transfer.start-now',
    title: 'start now, whatever time it waits for',
    keys: ['R'],
    blocked: notToStart,
    run: (console) => {
      const transfer = selectedTransfer(console.store.state);
      if (transfer?.state.kind === 'waiting') void retryTransfer(console, transfer);
      else if (transfer !== undefined) void changeTransfer(console, transfer, { kind: 'start', startAt: null });
    },
  },
  {
    ...base,
    id: 'transfer.streams',
    title: 'streams: connections from node to node',
    keys: ['B'],
    blocked: notUnderWay,
    run: (console) => askFor(console, 'streams'),
  },
];
