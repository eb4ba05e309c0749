/** The nodes that the hub knows and which of them are attached. A node has one session; a newer one replaces the older. */
import { isUnspecified, joinAddress, splitAddress } from '../../src/link/address.ts';
import type { NodeHealth } from '../../src/model/node-record.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { NodePeer } from './node-session.ts';
import type { Introduction, NodeStore, StoredNode } from './node-store.ts';

interface Attached {
  readonly peer: NodePeer;
  readonly since: number;
}

interface Attachment extends Introduction {
  readonly sealingKey?: string | undefined;
}

interface Skew {
  readonly ms: number;
  /** Else it is what the node said unasked, and too small by the time that took. */
  readonly isCompared: boolean;
}

export interface KnownNode extends StoredNode {
  readonly presence: 'online' | 'offline';
  /** When the presence last changed; milliseconds since 1970. */
  readonly since: number;
  readonly latencyMs: number | undefined;
  /** The node's clock minus ours. */
  readonly clockSkewMs: number | undefined;
}

export class NodeRegistry {
  readonly #store: NodeStore;
  readonly #clock: Clock;
  readonly #known: Map<string, StoredNode>;
  readonly #attached = new Map<string, Attached>();
  readonly #skews = new Map<string, Skew>();
  /** As each said it over its link in this life of the hub: what lies in a database may have been written by anybody. */
  readonly #sealingKeys = new Map<string, string>();

  constructor(store: NodeStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#known = new Map(store.all().map((node) => [node.name, node]));
  }

  /** It has enrolled. */
  joined(name: string): void {
    const node = this.#store.get(name);
    if (node !== undefined && !this.#known.has(node.name)) this.#known.set(node.name, node);
  }

  /** It was revoked. */
  forget(name: string): void {
    this.#known.delete(name);
    this.#sealingKeys.delete(name);
  }

  get size(): number {
    return this.#known.size;
  }

  /** How many are attached. */
  get online(): number {
    let count = 0;
    for (const name of this.#attached.keys()) if (this.#known.has(name)) count += 1;
    return count;
  }

  /** By name. */
  all(): KnownNode[] {
    return [...this.#known.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((node) => this.#describe(node));
  }

  find(name: string): StoredNode | undefined {
    return this.#known.get(name);
  }

  /** Throws `node-unknown`. */
  get(name: string): KnownNode {
    const node = this.#known.get(name);
    if (node === undefined) throw new Fault('node-unknown', `there is no node named ${name}`);
    return this.#describe(node);
  }

  /** The link to a node. Throws `node-unknown`, or `node-unreachable` when it is not attached. */
  peer(name: string): NodePeer {
    const { since } = this.get(name);
    const attached = this.#attached.get(name);
    if (attached !== undefined) return attached.peer;
    throw new Fault(
      'node-unreachable',
      `${name} has not been attached to the hub since ${new Date(since).toISOString()}`,
    );
  }

  isOnline(name: string): boolean {
    return this.#known.has(name) && this.#attached.has(name);
  }

  /** What is sealed to it opens on that node alone. Undefined for one that has not said it. */
  sealingKey(name: string): string | undefined {
    return this.#sealingKeys.get(name);
  }

  /** The node has introduced itself. `remoteHost` is where it dialled from. */
  attach(name: string, peer: NodePeer, { sealingKey, ...introduction }: Attachment, remoteHost: string): void {
    const before = this.#attached.get(name);
    const now = this.#clock.now();
    const said = { ...introduction, dataAddress: reachableAddress(introduction.dataAddress, remoteHost) };
    this.#store.introduce(name, said, now);
    if (sealingKey === undefined) this.#sealingKeys.delete(name);
    else this.#sealingKeys.set(name, sealingKey);
    this.#known.set(name, { name, seenAt: now, ...said });
    this.#attached.set(name, { peer, since: now });
    this.#skews.set(name, { ms: introduction.health.at - now, isCompared: false });
    if (before !== undefined && before.peer !== peer) {
      before.peer.refuse(new Fault('link-lost', `${name} has attached again; this older link is let go`));
    }
  }

  /** True when this link was the node's current one, so that the node is away now. */
  detach(name: string, peer: NodePeer): boolean {
    if (this.#attached.get(name)?.peer !== peer) return false;
    this.#attached.delete(name);
    const node = this.#known.get(name);
    if (node !== undefined) this.#known.set(name, { ...node, seenAt: this.#clock.now() });
    return true;
  }

  /** Keeps for the next life of the hub when the node was last seen. */
  storeSeen(name: string): void {
    const node = this.#known.get(name);
    if (node !== undefined) this.#store.seen(name, node.seenAt);
  }

  /** The number of the last report of this node that is stored, 0 before the first. */
  reportsUpTo(name: string): number {
    return this.#store.reportsUpTo(name);
  }

  heard(name: string, health: NodeHealth): void {
    const node = this.#known.get(name);
    if (node === undefined) return;
    this.#known.set(name, { ...node, health });
    if (this.#skews.get(name)?.isCompared !== true)
      this.#skews.set(name, { ms: health.at - this.#clock.now(), isCompared: false });
  }

  /** The clock of an attached node minus ours, as found by asking. */
  comparedClocks(name: string, ms: number): void {
    this.#skews.set(name, { ms, isCompared: true });
  }

  /** The clock of the node minus ours, as last known; 0 before it was first attached. */
  clockSkewMs(name: string): number {
    return this.#skews.get(name)?.ms ?? 0;
  }

  #describe(node: StoredNode): KnownNode {
    const attached = this.#attached.get(node.name);
    return {
      ...node,
      presence: attached === undefined ? 'offline' : 'online',
      since: attached?.since ?? node.seenAt,
      latencyMs: attached?.peer.latencyMs,
      clockSkewMs: attached === undefined ? undefined : this.#skews.get(node.name)?.ms,
    };
  }
}

/** A node that listens on every interface and names none is reached where it was seen to dial from. */
function reachableAddress(said: string | undefined, remoteHost: string): string | undefined {
  if (said === undefined) return undefined;
  const address = splitAddress(said);
  return isUnspecified(address) ? joinAddress({ host: remoteHost.replace(/^::ffff:/, ''), port: address.port }) : said;
}
