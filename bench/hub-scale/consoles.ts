/** Consoles that watch what the screens of an operations room show. Started by bench/hub-scale.ts, which measures without them. */
import type { Profile } from '../../src/link/profile.ts';
import type { Watch } from '../../src/protocol/console-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { attachUser } from '../../test/harness/open-hub.ts';

export interface ConsolesOrder {
  readonly profile: Profile;
  readonly count: number;
}

/** How many updates have come so far; the first one says that all watch. */
export interface ConsolesReport {
  readonly updates: number;
}

function watched(index: number): Watch {
  const transfers = { filter: 'active', offset: 50 * index, limit: 50 } as const;
  if (index < 6) return { overview: true, nodes: false, transfers };
  if (index < 8) return { overview: true, nodes: true };
  return { overview: true, nodes: false, transfer: `T-${index + 1000}` as TransferId };
}

process.once('message', ({ profile, count }: ConsolesOrder) => {
  void (async () => {
    let updates = 0;
    for (let index = 0; index < count; index += 1) {
      const peer = await attachUser(profile.hub, profile.identity, () => (updates += 1));
      await peer.request('watch', watched(index));
    }
    const say = (): void => void process.send?.({ updates } satisfies ConsolesReport);
    say();
    setInterval(say, 500);
  })();
});
