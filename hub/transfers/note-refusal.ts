/** What becomes of a transfer that could not be handed to the node that is to own it. */
import { ownerOf } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { Ledger } from './ledger.ts';

export interface NoteRefusalOptions {
  readonly ledger: Ledger;
  readonly registry: NodeRegistry;
  /** When it is handed on again. */
  readonly againInMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The owner has not taken it: what it refuses for good ends it, and what may pass is said for as long as the owner is there to
 * have said it. Never throws.
 */
export function noteRefusal(id: TransferId, thrown: unknown, options: NoteRefusalOptions): void {
  const { ledger, registry, againInMs, clock, log } = options;
  try {
    // As it is shown: a node that speaks of it has it, whatever became of the answer.
    const transfer = ledger.get(id);
    const { state } = transfer;
    if (isEnded(state)) return;
    const fault = asFault(thrown);
    const reason = { code: fault.code, message: fault.message, hint: fault.hint };
    // A failure of our own, as of a full disk, is no answer of anybody.
    if (thrown instanceof Fault && !fault.isRetryable) {
      ledger.fail(id, reason);
    } else if ((state.kind === 'queued' || state.kind === 'waiting') && registry.isOnline(ownerOf(transfer))) {
      const attempt = state.kind === 'waiting' ? state.attempt + 1 : 1;
      ledger.move(id, { kind: 'wait', reason, nextAttemptAt: clock.now() + againInMs, attempt });
    }
  } catch (err) {
    log.error({ err, transfer: id }, 'could not be noted');
  }
}
