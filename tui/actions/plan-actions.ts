/** What transfers would do, asked before they are started: one after another, until somebody no longer wants to know. */
import { randomUUID } from 'node:crypto';
import type { PlanAnswer } from '../../src/model/plan-request.ts';
import type { TransferRequest } from '../../src/model/transfer.ts';
import { faultAdvice } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import type { HubRequest } from '../session/hub-request.ts';

/** As long as the hub itself waits. */
const timeoutMs = 24 * 3600 * 1000;

export type PlanLook =
  | { readonly kind: 'made'; readonly answer: PlanAnswer }
  | { readonly kind: 'failed'; readonly reason: string };

export interface PlanDialog {
  readonly kind: 'plan';
  readonly requests: readonly TransferRequest[];
  /** Of the first of them; the next one is under way. */
  readonly looks: readonly PlanLook[];
  /** Our clock. */
  readonly startedAt: number;
  /** Whoever closes the box stops the looking, on the nodes as well. */
  readonly stop: AbortController;
}

/** Nothing is being looked at any more. */
export function isPlanned({ looks, requests }: PlanDialog): boolean {
  return looks.length === requests.length;
}

/** Of one of them, at least, it is known what it would do. */
export function hasPlan({ looks }: PlanDialog): boolean {
  return looks.some(({ kind }) => kind === 'made');
}

export async function makePlan({ store, hub, clock }: Console, requests: readonly TransferRequest[]): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const opened: PlanDialog = { kind: 'plan', requests, looks: [], startedAt: clock.now(), stop };
  store.changeUi((ui) => ({ ...ui, dialog: opened }));
  for (const request of requests) {
    const found = await lookAhead(hub.request, request, signal).catch(failedLook);
    if (signal.aborted) return;
    store.changeUi((ui) =>
      ui.dialog?.kind === 'plan' ? { ...ui, dialog: { ...ui.dialog, looks: [...ui.dialog.looks, found] } } : ui,
    );
  }
}

/** Settles when nobody looks any more, also where it was told to stop: then with the fault of that. */
export async function lookAhead(
  request: HubRequest,
  { source, destination, via, options }: TransferRequest,
  signal: AbortSignal,
): Promise<PlanLook> {
  const look = randomUUID();
  const asked = { source, destination, options, look, ...(via !== undefined && { via }) };
  const stop = (): void => void request('stop-looking', { look }).catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return { kind: 'made', answer: await request('plan-transfer', asked, { timeoutMs }) };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export function failedLook(thrown: unknown): PlanLook {
  return { kind: 'failed', reason: faultAdvice(thrown) };
}
