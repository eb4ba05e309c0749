/** Keys that change a transfer that has not ended, or start one again that has, wherever one is selected. */
import { limitText } from '../../../src/model/rate-limit.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { isEnded } from '../../../src/model/transfer-state.ts';
import { retryTransfer, retryTransfers } from '../../actions/transfer-actions.ts';
import { changeTransfer, changeTransfers, nextPriority, type Wish } from '../../actions/transfer-changes.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ValuePrompt } from '../../store/prompt.ts';
import { fieldOf } from '../../store/text-field.ts';
import type { UiState } from '../../store/ui-state.ts';
import { selectedTransfer, selectedTransfers } from '../selected-transfer.ts';

const base = {
  group: 'Do',
  where: ['overview', 'transfers', 'transfer'],
  danger: 1,
  action: 'transfer',
} as const;

export const noTransfer = 'no transfer is selected';

/** Those that can be changed. */
export function underWay(state: ConsoleState): readonly Transfer[] {
  return selectedTransfers(state).filter(({ state: now }) => !isEnded(now));
}

/** Why what is under way cannot be changed. */
export function notUnderWay(state: ConsoleState): string | undefined {
  const selected = selectedTransfers(state);
  if (selected.length === 0) return noTransfer;
  if (underWay(state).length > 0) return undefined;
  return selected.length === 1 ? 'it has ended' : 'they have ended';
}

function canRetry({ state }: Transfer): boolean {
  return isEnded(state) || state.kind === 'waiting';
}

function notToRetry(state: ConsoleState): string | undefined {
  const selected = selectedTransfers(state);
  if (selected.length === 0) return noTransfer;
  if (selected.some(canRetry)) return undefined;
  return selected.length === 1 ? 'it has not ended' : 'they have not ended';
}

function notToStart(state: ConsoleState): string | undefined {
  const transfer = selectedTransfer(state);
  if (transfer === undefined) return noTransfer;
  const { kind } = transfer.state;
  const isScheduled = kind === 'queued' && transfer.state.reason?.code === 'start-time';
  return isScheduled || kind === 'waiting' ? undefined : 'it does not wait for a time';
}

function prioritised(state: ConsoleState, step: 1 | -1): readonly Wish[] {
  return underWay(state).flatMap((transfer) => {
    const priority = nextPriority(transfer, step);
    return priority === undefined ? [] : [{ transfer, change: { kind: 'priority' as const, priority } }];
  });
}

function noFurther(step: 1 | -1) {
  return (state: ConsoleState): string | undefined => {
    const blocked = notUnderWay(state);
    if (blocked !== undefined || prioritised(state, step).length > 0) return blocked;
    return `${selectedTransfers(state).length === 1 ? 'it has' : 'they have'} the ${step === 1 ? 'highest' : 'lowest'}`;
  };
}

/** A line at the bottom asks for it, and begins with the value of now. */
function askFor({ store }: Console, of: ValuePrompt['of']): void {
  store.changeUi((ui, state) => {
    const transfers = underWay(state);
    const [transfer] = transfers;
    if (transfer === undefined) return ui;
    const { bwlimit, streams } = transfer.options;
    const text = of === 'streams' ? String(streams) : bwlimit === undefined ? 'off' : limitText(bwlimit);
    return { ...ui, prompt: { kind: 'value', of, transfers, field: fieldOf(text), wrong: undefined } };
  });
}

/** The trail has none. */
export function isOfTransfers({ view, history }: UiState): boolean {
  return view !== 'history' || history.tab !== 'audit';
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
    run: (console) => void changeTransfers(console, prioritised(console.store.state, -1)),
  },
  {
    ...base,
    id: 'transfer.raise',
    title: 'higher priority',
    keys: ['>'],
    hint: 'prio',
    blocked: noFurther(1),
    run: (console) => void changeTransfers(console, prioritised(console.store.state, 1)),
  },
  {
    ...base,
    id: 'transfer.retry',
    title: 'retry: start it again from its backlog',
    keys: ['r'],
    where: [...base.where, 'history'],
    hint: 'retry',
    isHinted: isOfTransfers,
    blocked: notToRetry,
    run: (console) => void retryTransfers(console, selectedTransfers(console.store.state).filter(canRetry)),
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
