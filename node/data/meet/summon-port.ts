/** Summons from a thread, which has no link to the hub, to the daemon's main thread, which has one, and the answers back. */
import type { MessagePort } from 'node:worker_threads';
import type { ReachKind } from '../../../src/model/reach.ts';
import type { Ticket } from '../../../src/protocol/meeting.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { FaultCode } from '../../../src/runtime/fault-codes.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';

export interface Summons {
  readonly kind: Exclude<ReachKind, 'direct'>;
  readonly ticket: Ticket;
}

/** Resolves when the peer has come to where the ticket is good; throws why it cannot. */
export type Summon = (summons: Summons, signal: AbortSignal) => Promise<void>;

type Answer = { readonly ticket: Ticket; readonly failure?: { readonly code: FaultCode; readonly message: string } };

/** In the main thread, for as long as the thread at the other end of the port lives. */
export function answerSummons(port: MessagePort, summon: Summon): void {
  const gone = new AbortController();
  port.once('close', () => gone.abort(new Fault('interrupted', 'nobody waits for the peer any more')));
  port.on('message', (summons: Summons) => {
    const { ticket } = summons;
    const answer = (message: Answer): void => port.postMessage(message);
    summon(summons, gone.signal).then(
      () => answer({ ticket }),
      (thrown: unknown) => {
        const { code, message } = asFault(thrown);
        answer({ ticket, failure: { code, message } });
      },
    );
  });
  port.unref();
}

/** In the thread. */
export function summonThrough(port: MessagePort): Summon {
  return async (summons, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const hear = ({ ticket, failure }: Answer): void => {
      if (ticket !== summons.ticket) return;
      if (failure === undefined) resolve();
      else reject(new Fault(failure.code, failure.message));
    };
    port.on('message', hear);
    try {
      port.postMessage(summons);
      await unlessAborted(promise, signal);
    } finally {
      port.off('message', hear);
      port.unref();
    }
  };
}
