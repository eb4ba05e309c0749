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

/** Of several, those that can: the others say why not. */
export async function retryTransfers(console: Console, transfers: readonly Transfer[]): Promise<void> {
  const [one] = transfers;
  if (one !== undefined && transfers.length === 1) return await retryTransfer(console, one);
  await forEach(
    console,
    transfers.map(({ id }) => id),
    {
      ask: (transfer) => console.hub.request('retry-transfer', { transfer }),
      text: (count) => `${count} transfers start again; what is done is skipped`,
      flag: 'retry',
      role: 'good',
    },
  );
}

export async function cancelTransfers(console: Console, transfers: readonly TransferId[]): Promise<void> {
  await forEach(console, transfers, {
    ask: (transfer) => console.hub.request('cancel-transfer', { transfer }),
    text: (count) => `${count} transfers are cancelled; what was copied stays`,
    flag: 'cancel',
    role: 'warn',
  });
}

interface Deed {
  readonly ask: (transfer: TransferId) => Promise<unknown>;
  readonly text: (count: number) => string;
  readonly flag: string;
  readonly role: 'good' | 'warn';
}

async function forEach(
  console: Console,
  transfers: readonly TransferId[],
  { ask, text, flag, role }: Deed,
): Promise<void> {
  const done: TransferId[] = [];
  const failures: string[] = [];
  for (const transfer of transfers) {
    try {
      await ask(transfer);
      done.push(transfer);
    } catch (thrown) {
      failures.push(`${transfer} not: ${faultAdvice(thrown)}`);
    }
  }
  const [failure] = failures;
  const why =
    failure === undefined ? '' : `; ${failure}${failures.length > 1 ? ` (and ${failures.length - 1} more not)` : ''}`;
  toast(console, {
    text: done.length === 0 ? why.slice(2) : `${text(done.length)}${why}`,
    role: done.length === 0 ? 'bad' : failure === undefined ? role : 'warn',
    command: done.map((id) => actionCommand(flag, id)).join('\n'),
  });
}

export async function cancelTransfer(console: Console, transfer: TransferId): Promise<void> {
  await attempt(console, async () => {
    await console.hub.request('cancel-transfer', { transfer });
    const text = `${transfer} is cancelled; what was copied stays`;
    toast(console, { text, role: 'warn', command: actionCommand('cancel', transfer) });
  });
}
