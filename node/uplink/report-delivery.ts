/** Brings the outbox to the hub, in order, for as long as the link holds. */
import type { Peer } from '../../src/link/peer.ts';
import type { hubToNode, nodeToHub } from '../../src/protocol/node-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { unlessAborted } from '../../src/runtime/unless-aborted.ts';
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
      await unlessAborted(nextFact, signal);
      continue;
    }
    const { upTo } = await peer.request('deliver-reports', { reports }, { signal });
    outbox.acknowledge(upTo);
    const first = reports[0]?.number ?? 0;
    if (upTo < first)
      throw new Fault('bad-message', `the hub has reports up to ${upTo} and does not take number ${first}`);
  }
}
