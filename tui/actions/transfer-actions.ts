/** What the operator does to transfers: each asks the hub and says what came of it. */
import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { faultAdvice } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import { toast } from './toast.ts';

export async function startTransfers(console: Console, requests: readonly TransferRequest[]): Promise<boolean> {
  const started: TransferId[] = [];
  try {
    for (const request of requests) started.push((await console.hub.request('start-transfer', request)).id);
  } catch (thrown) {
    const before = started.length === 0 ? '' : `${started.join(', ')} started, the next one not: `;
    toast(console, { text: before + faultAdvice(thrown), role: 'bad' });
    return false;
  }
  toast(console, { text: `${started.join(', ')} started`, role: 'good' });
  return true;
}

/** Undoable, so it is done at once. */
export async function pauseOrResume(console: Console, { id, state }: Pick<Transfer, 'id' | 'state'>): Promise<void> {
  const isPaused = state.kind === 'paused';
  await attempt(console, async () => {
    await console.hub.request(isPaused ? 'resume-transfer' : 'pause-transfer', { transfer: id });
    const undo = { kind: isPaused ? 'pause' : 'resume', transfer: id } as const;
    toast(console, { text: `${id} ${isPaused ? 'goes on' : 'is paused'}   U undoes`, role: 'good', undo });
  });
}

export async function undoLast(console: Console): Promise<void> {
  const undo = console.store.state.ui.toast?.undo;
  if (undo === undefined) return;
  await attempt(console, async () => {
    await console.hub.request(`${undo.kind}-transfer`, { transfer: undo.transfer });
    toast(console, {
      text: `undone: ${undo.transfer} ${undo.kind === 'pause' ? 'is paused' : 'goes on'}`,
      role: 'good',
    });
  });
}

export async function cancelTransfer(console: Console, transfer: TransferId): Promise<void> {
  await attempt(console, async () => {
    await console.hub.request('cancel-transfer', { transfer });
    toast(console, { text: `${transfer} is cancelled; what was copied stays`, role: 'warn' });
  });
}

async function attempt(console: Console, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    toast(console, { text: faultAdvice(thrown), role: 'bad' });
  }
}
