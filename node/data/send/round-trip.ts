/** How far a peer is, in milliseconds there and back: the shortest of some echoes, since whatever else goes on makes them longer. */
import type { SenderMessage } from '../../../src/protocol/data-link.ts';
import type { DataChannel } from '../link/data-channel.ts';
import type { Replies } from './replies.ts';

const echoes = 5;

export interface RoundTripOptions {
  readonly channel: Pick<DataChannel<SenderMessage>, 'say' | 'isOpen'>;
  readonly replies: Replies;
}

/** To be asked before there are blocks that an echo would wait behind. 0 when the connection ends: it needs no others. */
export async function measureRoundTrip({ channel, replies }: RoundTripOptions): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let id = 0; id < echoes && channel.isOpen; id += 1) {
    const startedAt = performance.now();
    const echoed = replies.next(`echoed ${id}`);
    channel.say({ type: 'echo', id });
    try {
      await echoed;
    } catch {
      return 0;
    }
    shortest = Math.min(shortest, performance.now() - startedAt);
  }
  return channel.isOpen ? shortest : 0;
}
