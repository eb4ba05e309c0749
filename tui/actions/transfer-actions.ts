/** What the operator does to transfers: each asks the hub and says what came of it. */
import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { faultAdvice } from '../format/fault-text.ts';
import { actionCommand, startCommand } from '../format/hub-command.ts';
import type { Console } from '../keys/command.ts';
import { attempt } from './attempt.ts';
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
  toast(console, {
    text: `${started.join(', ')} started`,
    role: 'good',
    command: requests.map(startCommand).join('\n'),
  });
  return true;
}

/** What has ended begins again, and what waits for its next attempt makes it now: there is nothing to take back. */
export async function retryTransfer(console: Console, { id, state }: Pick<Transfer, 'id' | 'state'>): Promise<void> {
  await attempt(console, async () => {
    await console.hub.request('retry-transfer', { transfer: id });
    const text = state.kind === 'waiting' ? `${id} tries again now` : `${id} starts again; what is done is skipped`;
    toast(console, { text, role: 'good', command: actionCommand('retry', id) });
  });
}

export async function cancelTransfer(console: Console, transfer: TransferId): Promise<void> {
  await attempt(console, async () => {
    await console.hub.request('cancel-transfer', { transfer });
    const text = `${transfer} is cancelled; what was copied stays`;
    toast(console, { text, role: 'warn', command: actionCommand('cancel', transfer) });
  });
}
