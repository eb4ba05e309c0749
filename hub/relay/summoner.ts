/**
 * Brings the peer of a transfer, or of a plan, to where its owner waits for it. The hub knows from the transfer who may ask
 * for whom; the two still show each other their certificates and the grant.
 */
import { ownerOf } from '../../src/model/transfer.ts';
import { isEnded } from '../../src/model/transfer-state.ts';
import type { nodeToHub } from '../../src/protocol/node-link.ts';
import type { RequestBody } from '../../src/protocol/side.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { PlanId, type TransferId } from '../../src/runtime/identifier.ts';
import type { Denials } from '../audit/denials.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Planner } from '../transfers/planner.ts';
import type { Relay } from './relay.ts';

export interface SummonerOptions {
  readonly ledger: Ledger;
  readonly planner: Planner;
  readonly registry: NodeRegistry;
  readonly relay: Relay;
  readonly denials: Denials;
}

export type Summons = RequestBody<typeof nodeToHub, 'summon-peer'>;

/** Resolves when the peer has come; throws why it cannot, or `refused` where `owner` has no right to it. */
export type Summoner = (owner: string, summons: Summons, signal: AbortSignal) => Promise<void>;

/** Longer than the peer takes to find that nobody answers it. */
const comingLimitMs = 16_000;

export function createSummoner({ ledger, planner, registry, relay, denials }: SummonerOptions): Summoner {
  const placesOf = (about: TransferId | PlanId) => {
    if (PlanId.safeParse(about).success) return planner.underWay(about as PlanId);
    const transfer = ledger.stored(about as TransferId);
    return isEnded(transfer.state) ? undefined : transfer;
  };
  const peerOf = (owner: string, about: TransferId | PlanId): string => {
    const places = placesOf(about);
    const peer = places?.destination.node;
    if (places !== undefined && ownerOf(places) === owner && peer !== undefined && peer !== owner) return peer;
    const detail = `${owner} has no peer there now`;
    denials.add({ who: `node:${owner}`, action: 'summon-peer', object: about, detail });
    throw new Fault('refused', `${about}: ${detail}`);
  };

  return async (owner, { about, kind, ticket }, signal) => {
    const peer = peerOf(owner, about);
    const link = registry.peer(peer);
    const address = kind === 'reversed' ? registry.get(owner).dataAddress : undefined;
    if (kind === 'reversed' && address === undefined)
      throw new Fault('node-unreachable', `${owner} offers no data port`);
    if (kind === 'relayed') relay.place.expect({ ticket, guests: [owner, peer], about });
    try {
      const order = { ticket, node: owner, ...(address !== undefined && { address }) };
      await link.request('come-to-meet', order, { signal, timeoutMs: comingLimitMs });
    } catch (thrown) {
      relay.place.forget(ticket);
      const { code, message } = asFault(thrown);
      throw new Fault(code, `${peer}: ${message}`, { cause: thrown });
    }
  };
}
