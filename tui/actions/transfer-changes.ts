/** What the operator changes about a transfer that has not ended. Each is done at once and can be taken back for a while. */
import { defaultPriority, type Priority, priorities } from '../../src/model/priority.ts';
import { limitText, type RateLimit, shownLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { actionCommand } from '../format/hub-command.ts';
import { clockMinute } from '../format/instant.ts';
import type { Console } from '../keys/command.ts';
import { attempt } from './attempt.ts';
import { toast } from './toast.ts';

export type TransferChange =
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'priority'; readonly priority: Priority }
  /** Null is no limit. */
  | { readonly kind: 'limit'; readonly bwlimit: RateLimit | null }
  | { readonly kind: 'streams'; readonly streams: Streams }
  /** Null is at once. */
  | { readonly kind: 'start'; readonly startAt: number | null };

export interface Undo {
  readonly transfer: TransferId;
  readonly change: TransferChange;
}

export async function changeTransfer(console: Console, transfer: Transfer, change: TransferChange): Promise<void> {
  const { id } = transfer;
  const before = changeBack(transfer, change);
  await attempt(console, async () => {
    await ask(console, id, change);
    toast(console, {
      text: `${id} ${changeText(change)}   U undoes`,
      role: 'good',
      undo: { transfer: id, change: before },
      command: changeCommand(id, change),
    });
  });
}

export async function undoLast(console: Console): Promise<void> {
  const undo = console.store.state.ui.toast?.undo;
  if (undo === undefined) return;
  await attempt(console, async () => {
    await ask(console, undo.transfer, undo.change);
    const text = `undone: ${undo.transfer} ${changeText(undo.change)}`;
    toast(console, { text, role: 'good', command: changeCommand(undo.transfer, undo.change) });
  });
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
