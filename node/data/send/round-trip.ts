/** How far a peer is, in milliseconds there and back: the shortest of some echoes, since whatever else goes on makes them longer. */
import type { SenderMessage } from '../../../src/protocol/data-link.ts';
import type { DataChannel } from '../link/data-channel.ts';
import type { Replies } from './replies.ts';

const echoes = 5;
/** Below it a first echo says little: a thread that is only starting answers as late. Its four successors are soon there. */
const nearMs = 25;

export interface RoundTripOptions {
  readonly channel: Pick<DataChannel<SenderMessage>, 'say' | 'isOpen'>;
  readonly replies: Replies;
}

/**
 * Answers with the shortest echo so far, once there is one: the later ones may wait behind blocks. They are waited for where
 * they take no time to speak of. To be begun before there are blocks. 0 when the connection ends: it needs no others.
 */
export function measureRoundTrip({ channel, replies }: RoundTripOptions): () => Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  const echo = async (id: number): Promise<void> => {
    const startedAt = performance.now();
    const echoed = replies.next(`echoed ${id}`);
    channel.say({ type: 'echo', id });
    await echoed;
    shortest = Math.min(shortest, performance.now() - startedAt);
  };
  const first = echo(0);
  const further = async (): Promise<void> => {
    await first;
    for (let id = 1; id < echoes && channel.isOpen; id += 1) await echo(id);
  };
  const lost = (): void => {
    shortest = 0;
  };
  const all = further().catch(lost);
  return async () => {
    await first.catch(lost);
    if (shortest < nearMs) await all;
    return shortest;
  };
}
