/** What a fake hub does to its transfers when it is asked. */
import type { Handlers } from '../../src/link/peer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import type { FakeFleet } from './fake-fleet.ts';

type Names =
  | 'start-transfer'
  | 'pause-transfer'
  | 'resume-transfer'
  | 'cancel-transfer'
  | 'limit-transfer'
  | 'retry-transfer'
  | 'prioritise-transfer'
  | 'reschedule-transfer'
  | 'set-streams';

/** `may` throws for who may not. */
export function steeringHandlers(
  fleet: FakeFleet,
  may: () => void,
): Pick<Handlers<typeof consoleToHub>['requests'], Names> {
  return {
    'start-transfer': async (request) => {
      may();
      return fleet.start(request);
    },
    'pause-transfer': async ({ transfer }) => {
      may();
      return fleet.change(transfer, (state) => (isEnded(state) ? state : { kind: 'paused' }));
    },
    'resume-transfer': async ({ transfer }) => {
      may();
      return fleet.change(transfer, (state) => (state.kind === 'paused' ? { kind: 'transferring' } : state));
    },
    'cancel-transfer': async ({ transfer }) => {
      may();
      return fleet.change(transfer, () => ({ kind: 'cancelled' }));
    },
    'limit-transfer': async ({ transfer, bwlimit }) => {
      may();
      return fleet.adjust(transfer, { options: { bwlimit: bwlimit ?? undefined } });
    },
    'retry-transfer': async ({ transfer }) => {
      may();
      return fleet.change(transfer, (state) => (isEnded(state) ? { kind: 'queued' } : state));
    },
    'prioritise-transfer': async ({ transfer, priority }) => {
      may();
      return fleet.adjust(transfer, { priority });
    },
    'reschedule-transfer': async ({ transfer, startAt }) => {
      may();
      fleet.change(transfer, () => ({ kind: 'queued' }));
      return fleet.adjust(transfer, { startAt: startAt ?? undefined });
    },
    'set-streams': async ({ transfer, streams }) => {
      may();
      return fleet.adjust(transfer, { options: { streams } });
    },
  };
}
