/**
 * `longhaul tui --plain`: one line an event, for pipes, logs and braille. It looks every two seconds instead of watching, so
 * that a fleet of any size costs a few requests; what began and ended in between is two lines all the same.
 */
import { stayDialled } from '../../src/link/dial.ts';
import type { Identity } from '../../src/link/identity.ts';
import type { Peer } from '../../src/link/peer.ts';
import type { Profile } from '../../src/link/profile.ts';
import { RenewingIdentity } from '../../src/link/renewing-identity.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import { asFault, type Fault } from '../../src/runtime/fault.ts';
import { transferNumber } from '../../src/runtime/identifier.ts';
import { faultText } from '../format/fault-text.ts';
import { clockTime, shortDate } from '../format/instant.ts';
import { eventText } from './event-text.ts';
import { FleetEvents, type FleetLook } from './fleet-events.ts';

export interface PlainOptions {
  readonly profile: Profile;
  readonly saveIdentity: (identity: Identity) => Promise<void>;
  readonly program: string;
  readonly json: boolean;
  /** Without its line feed. */
  readonly write: (line: string) => void;
  readonly clock?: Clock;
  /** Between two looks. */
  readonly everyMs?: number;
  readonly signal: AbortSignal;
}

type HubPeer = Peer<typeof hubToConsole, typeof consoleToHub>;

const lookEveryMs = 2000;
/** Active ones beyond these are not followed, and that is said. */
const mostActive = 5000;

/** Resolves when the signal aborts; throws what a hub says that does not let us in. */
export async function runPlain(options: PlainOptions): Promise<void> {
  const { profile, saveIdentity, program, json, write, clock = systemClock, everyMs = lookEveryMs, signal } = options;
  const identity = new RenewingIdentity({ identity: profile.identity, save: saveIdentity });
  const refused = new AbortController();
  const events = new FleetEvents();
  let refusal: Fault | undefined;
  let isAway = false;

  const say = (event: string, text: string, facts: object = {}): void => {
    const now = clock.now();
    if (json) write(JSON.stringify({ at: new Date(now).toISOString(), event, ...facts }));
    else write(`${shortDate(now).slice(0, 5)} ${clockTime(now)}  ${text}`);
  };

  const links = stayDialled({
    address: profile.hub,
    get identity() {
      return identity.identity;
    },
    program,
    signal: AbortSignal.any([signal, refused.signal]),
    clock,
    ours: hubToConsole,
    theirs: consoleToHub,
    handlers: { requests: {}, notices: { update: () => undefined } },
    onAway: (fault) => {
      if (!fault.isRetryable) {
        refusal = fault;
        refused.abort();
      } else if (!isAway) {
        isAway = true;
        say('hub-away', `the hub is away: ${faultText(fault)}`, { reason: faultText(fault) });
      }
    },
  });
  for await (const hub of links) {
    try {
      const me = await hub.request('who-am-i', {});
      isAway = false;
      for (let isGreeted = false; !signal.aborted && !hub.signal.aborted; isGreeted = true) {
        const look = await lookAt(hub, events);
        const happened = events.take(look);
        if (!isGreeted) say('attached', `attached to ${me.hub} as ${me.name}/${me.role}: ${stateText(look)}`, me);
        for (const one of happened) {
          const { event, ...facts } = one;
          say(event, eventText(one, clock.now()), facts);
        }
        identity.keep((request) => hub.request('renew-certificate', request), clock.now()).catch(() => undefined);
        await clock.sleep(everyMs, AbortSignal.any([signal, hub.signal])).catch(() => undefined);
      }
    } catch (thrown) {
      const fault = asFault(thrown);
      if (!signal.aborted && !fault.isRetryable) throw fault;
    }
  }
  if (refusal !== undefined) throw refusal;
}

async function lookAt(hub: HubPeer, { newest, active, isFirst }: FleetEvents): Promise<FleetLook> {
  const { nodes } = await hub.request('list-nodes', {});
  // A hub of 0.1.0 knows of no alerts.
  const { alerts } = await hub.request('list-alerts', {}).catch((thrown: unknown) => {
    if (asFault(thrown).isRetryable) throw thrown;
    return { alerts: [] };
  });
  const running = await pages(hub, { filter: 'active', rows: 1000, isMoreWanted: (count) => count < mostActive });
  const isNew = (transfer: Transfer | undefined): boolean =>
    transfer !== undefined && transferNumber(transfer.id) > newest;
  // At the first look what has ended before is no news.
  const young = await pages(hub, { filter: 'all', rows: 50, isMoreWanted: (_, last) => !isFirst && isNew(last) });
  const seen = new Set(running.map(({ id }) => id));
  const oldest = Math.min(...running.map(({ id }) => transferNumber(id)));
  const isLooked = (id: Transfer['id']): boolean => running.length < mostActive || transferNumber(id) >= oldest;
  const gone: Transfer[] = [];
  for (const id of active)
    if (!seen.has(id) && isLooked(id)) gone.push(await hub.request('show-transfer', { transfer: id }));
  const ended = young.filter((transfer) => isNew(transfer) && !seen.has(transfer.id));
  return { nodes, alerts, gone, transfers: [...ended, ...running].toSorted((one, other) => numbered(other, one)) };
}

function numbered(one: Transfer, other: Transfer): number {
  return transferNumber(one.id) - transferNumber(other.id);
}

interface Wished {
  readonly filter: 'active' | 'all';
  readonly rows: number;
  readonly isMoreWanted: (count: number, last: Transfer | undefined) => boolean;
}

/** Newest first, for as long as more are wanted. */
async function pages(hub: HubPeer, { filter, rows: limit, isMoreWanted }: Wished): Promise<readonly Transfer[]> {
  const found = new Map<string, Transfer>();
  for (let offset = 0; ; offset += limit) {
    const { transfers, total } = await hub.request('list-transfers', { filter, offset, limit });
    for (const transfer of transfers) found.set(transfer.id, transfer);
    const isAll = offset + transfers.length >= total || transfers.length === 0;
    if (isAll || !isMoreWanted(found.size, transfers.at(-1))) return [...found.values()];
  }
}

function stateText({ nodes, transfers, alerts }: FleetLook): string {
  const online = nodes.filter(({ presence }) => presence === 'online').length;
  const running = transfers.filter(({ endedAt }) => endedAt === undefined).length;
  const more = running >= mostActive ? `, of which only the newest ${mostActive} are followed` : '';
  const open = alerts.filter(({ answer }) => answer === undefined).length;
  return `${online} of ${nodes.length} nodes online, ${running} transfers active${more}, ${open} alerts`;
}
