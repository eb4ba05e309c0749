/** What the operator changes about a transfer that has not ended. Each is done at once and can be taken back for a while. */
import { defaultPriority, type Priority, priorities } from '../../src/model/priority.ts';
import { limitText, type RateLimit, shownLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { faultAdvice } from '../format/fault-text.ts';
import { actionCommand } from '../format/hub-command.ts';
import { clockMinute } from '../format/instant.ts';
import type { Console } from '../keys/command.ts';
import { toast } from './toast.ts';

export type TransferChange =
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'priority'; readonly priority: Priority }
  /** Null is no limit. */
  | { readonly kind: 'limit'; readonly bwlimit: RateLimit | null }
  | { readonly kind: 'streams'; readonly streams: Streams }
  /** Null is at once. */
  | { readonly kind: 'start'; readonly startAt: number | null };

export interface Wish {
  readonly transfer: Transfer;
  readonly change: TransferChange;
}

export type Undo = readonly { readonly transfer: TransferId; readonly change: TransferChange }[];

export async function changeTransfer(console: Console, transfer: Transfer, change: TransferChange): Promise<void> {
  await changeTransfers(console, [{ transfer, change }]);
}

/** One after the other; what cannot be done for some is said, and done for the others. */
export async function changeTransfers(console: Console, wishes: readonly Wish[]): Promise<void> {
  const asked = wishes.map(({ transfer, change }) => ({ transfer: transfer.id, change }));
  const undo = wishes.map(({ transfer, change }) => ({ transfer: transfer.id, change: changeBack(transfer, change) }));
  const { done, failure } = await askAll(console, asked);
  const [first] = done;
  if (first === undefined) {
    if (failure !== undefined) toast(console, { text: failure, role: 'bad' });
    return;
  }
  const undone = undo.filter(({ transfer }) => done.some((one) => one.transfer === transfer));
  toast(console, {
    text: `${doneText(done)}   U undoes${failure === undefined ? '' : `; ${failure}`}`,
    role: failure === undefined ? 'good' : 'warn',
    undo: undone,
    command: done.map(({ transfer, change }) => changeCommand(transfer, change)).join('\n'),
  });
}

export async function undoLast(console: Console): Promise<void> {
  const undo = console.store.state.ui.toast?.undo;
  if (undo === undefined) return;
  const { done, failure } = await askAll(console, undo);
  if (done.length === 0) return toast(console, { text: failure ?? 'there is nothing to undo', role: 'bad' });
  toast(console, {
    text: `undone: ${doneText(done)}${failure === undefined ? '' : `; ${failure}`}`,
    role: failure === undefined ? 'good' : 'warn',
    command: done.map(({ transfer, change }) => changeCommand(transfer, change)).join('\n'),
  });
}

interface Asked {
  readonly done: Undo;
  /** Of the first that could not be changed, and how many there are. */
  readonly failure: string | undefined;
}

async function askAll(console: Console, wishes: Undo): Promise<Asked> {
  const done: Undo[number][] = [];
  const failures: string[] = [];
  for (const wish of wishes) {
    try {
      await ask(console, wish.transfer, wish.change);
      done.push(wish);
    } catch (thrown) {
      failures.push(wishes.length === 1 ? faultAdvice(thrown) : `${wish.transfer} not: ${faultAdvice(thrown)}`);
    }
  }
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more not)` : '';
  return { done, failure: failures[0] === undefined ? undefined : failures[0] + more };
}

const manyTexts: Readonly<Record<TransferChange['kind'], string>> = {
  pause: 'are paused',
  resume: 'go on',
  priority: 'have another priority',
  limit: 'have another bandwidth cap',
  streams: 'have other streams',
  start: 'start in their turn',
};

function doneText(done: Undo): string {
  const [first] = done;
  if (first === undefined) return 'nothing';
  const { transfer, change } = first;
  return done.length === 1 ? `${transfer} ${changeText(change)}` : `${done.length} transfers ${manyTexts[change.kind]}`;
}

/** The next one up or down; undefined where there is none. */
export function nextPriority({ priority = defaultPriority }: Transfer, step: 1 | -1): Priority | undefined {
  return priorities[priorities.indexOf(priority) + step];
}

function changeBack(
  { options, priority = defaultPriority, startAt }: Transfer,
  { kind }: TransferChange,
): TransferChange {
  switch (kind) {
    case 'pause':
      return { kind: 'resume' };
    case 'resume':
      return { kind: 'pause' };
    case 'priority':
      return { kind, priority };
    case 'limit':
      return { kind, bwlimit: options.bwlimit ?? null };
    case 'streams':
      return { kind, streams: options.streams };
    case 'start':
      return { kind, startAt: startAt ?? null };
    default:
      return kind satisfies never;
  }
}

async function ask({ hub }: Console, transfer: TransferId, change: TransferChange): Promise<void> {
  switch (change.kind) {
    case 'pause':
    case 'resume':
      await hub.request(`${change.kind}-transfer`, { transfer });
      break;
    case 'priority':
      await hub.request('prioritise-transfer', { transfer, priority: change.priority });
      break;
    case 'limit':
      await hub.request('limit-transfer', { transfer, bwlimit: change.bwlimit });
      break;
    case 'streams':
      await hub.request('set-streams', { transfer, streams: change.streams });
      break;
    case 'start':
      await hub.request('reschedule-transfer', { transfer, startAt: change.startAt });
      break;
    default:
      change satisfies never;
  }
}

function changeCommand(id: TransferId, change: TransferChange): string {
  switch (change.kind) {
    case 'pause':
    case 'resume':
      return actionCommand(change.kind, id);
    case 'priority':
      return actionCommand('priority-of', `${id}=${change.priority}`);
    case 'limit':
      return actionCommand('bwlimit-of', `${id}=${change.bwlimit === null ? 'off' : limitText(change.bwlimit)}`);
    case 'streams':
      return actionCommand('streams-of', `${id}=${change.streams}`);
    case 'start':
      return actionCommand(
        'at-of',
        `${id}=${change.startAt === null ? 'now' : new Date(change.startAt).toISOString()}`,
      );
    default:
      return change satisfies never;
  }
}

function changeText(change: TransferChange): string {
  switch (change.kind) {
    case 'pause':
      return 'is paused';
    case 'resume':
      return 'goes on';
    case 'priority':
      return `has ${change.priority} priority`;
    case 'limit':
      return change.bwlimit === null ? 'has no bandwidth cap' : `is capped at ${shownLimit(change.bwlimit)}`;
    case 'streams':
      return change.streams === 'auto' ? 'has as many streams as it needs' : `has ${change.streams} streams`;
    case 'start':
      return change.startAt === null ? 'starts in its turn' : `starts at ${clockMinute(change.startAt)}`;
    default:
      return change satisfies never;
  }
}
