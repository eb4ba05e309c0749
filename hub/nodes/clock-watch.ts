/** Compares the clock of an attached node with ours, again and again, by the middle of a round trip. */
import { isNotableSkew, skewText } from '../../src/model/clock-skew.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { NodeRegistry } from './node-registry.ts';
import type { NodePeer } from './node-session.ts';

export interface ClockWatchOptions {
  readonly name: string;
  readonly peer: Pick<NodePeer, 'request' | 'signal'>;
  readonly registry: Pick<NodeRegistry, 'comparedClocks'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const compareEveryMs = 30_000;

/** Resolves when the link has ended, or at once for a node of 0.1.0, which is not asked. Says once what somebody has to set right. */
export async function watchClock({ name, peer, registry, clock, log }: ClockWatchOptions): Promise<void> {
  const { signal } = peer;
  let wasNotable = false;
  while (!signal.aborted) {
    const skewMs = await clockSkewMs(peer, clock);
    if (skewMs === 'not understood') return;
    if (skewMs !== undefined) {
      registry.comparedClocks(name, skewMs);
      const isNotable = isNotableSkew(skewMs);
      if (isNotable && !wasNotable)
        log.warn({ node: name, skewMs }, `the clock of ${name} is ${skewText(skewMs, 'ours')}`);
      else if (wasNotable && !isNotable) log.info({ node: name, skewMs }, `the clock of ${name} is right again`);
      wasNotable = isNotable;
    }
    await clock.sleep(compareEveryMs, signal).catch(() => undefined);
  }
}

/** The node's clock minus ours, wrong by half the round trip at most; undefined when no answer came. */
async function clockSkewMs(
  peer: ClockWatchOptions['peer'],
  clock: Clock,
): Promise<number | 'not understood' | undefined> {
  const askedAt = clock.now();
  try {
    const { now } = await peer.request('tell-time', {}, { signal: peer.signal });
    return now - (askedAt + clock.now()) / 2;
  } catch (thrown) {
    return asFault(thrown).code === 'bad-message' ? 'not understood' : undefined;
  }
}
