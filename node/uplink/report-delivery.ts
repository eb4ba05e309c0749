/** Brings the outbox to the hub, in order, for as long as the link holds. */
import type { Peer } from '../../src/link/peer.ts';
import type { hubToNode, nodeToHub } from '../../src/protocol/node-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { ReportOutbox } from './report-outbox.ts';

export interface DeliveryOptions {
  readonly peer: Pick<Peer<typeof hubToNode, typeof nodeToHub>, 'request'>;
  readonly outbox: ReportOutbox;
  readonly signal: AbortSignal;
}

/** Never returns; rejects when the link ends, or with `bad-message` when the hub does not take what it is given. */
export async function deliverReports({ peer, outbox, signal }: DeliveryOptions): Promise<never> {
  for (;;) {
    signal.throwIfAborted();
    const { nextFact } = outbox;
    const reports = outbox.nextBatch();
    if (reports.length === 0) {
      await news(nextFact, signal);
      continue;
    }
    const { upTo } = await peer.request('deliver-reports', { reports }, { signal });
    outbox.acknowledge(upTo);
    const first = reports[0]?.number ?? 0;
    if (upTo < first)
      throw new Fault('bad-message', `the hub has reports up to ${upTo} and does not take number ${first}`);
  }
}

/** Resolves with the next fact or with the end of the link, whichever comes first. */
async function news(nextFact: Promise<void>, signal: AbortSignal): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const onAbort = (): void => ended.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([nextFact, ended.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
