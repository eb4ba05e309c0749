/** This node as the peer of somebody who cannot dial it: it goes to where that one waits, and serves it from there. */

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Identity } from '../../../src/link/identity.ts';
import { visitRelay } from '../../../src/link/visit-relay.ts';
import { meetingAlpn, type Ticket } from '../../../src/protocol/meeting.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { dialNode } from '../meet/dial-node.ts';

/** As the hub says it. */
export interface Visit {
  readonly ticket: Ticket;
  /** Who waits. */
  readonly node: string;
  /** Of its data port; undefined when it waits at the hub. */
  readonly address?: string | undefined;
}

export interface OutgoingVisitsOptions {
  /** `host:port`. */
  readonly hub: string;
  readonly identity: () => Identity;
  /** A connection like one that came to the data port and whose handshake is over. */
  readonly onSecured: (socket: TLSSocket) => void;
  /** A connection like one that has just come to the data port. */
  readonly onConnected: (socket: Socket) => void;
}

/** Those that are on their way. */
const mostVisits = 64;

export class OutgoingVisits implements Disposable {
  readonly #options: OutgoingVisitsOptions;
  readonly #stop = new AbortController();
  #underWay = 0;

  constructor(options: OutgoingVisitsOptions) {
    this.#options = options;
  }

  /** Resolves when it is there. Throws why it cannot. */
  async go(visit: Visit): Promise<void> {
    if (this.#underWay >= mostVisits) throw new Fault('node-busy', `${mostVisits} nodes wait for this one already`);
    this.#underWay += 1;
    try {
      await (visit.address === undefined ? this.#toHub(visit) : this.#toNode({ ...visit, address: visit.address }));
    } finally {
      this.#underWay -= 1;
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort(new Fault('interrupted', 'this node stops'));
  }

  async #toNode({ ticket, node, address }: Visit & { readonly address: string }): Promise<void> {
    const { identity, onSecured } = this.#options;
    const { signal } = this.#stop;
    const socket = await dialNode({ address, node, identity: identity(), alpn: meetingAlpn, signal });
    socket.write(ticket);
    onSecured(socket);
  }

  async #toHub({ ticket }: Visit): Promise<void> {
    const { hub, identity, onConnected } = this.#options;
    onConnected(await visitRelay({ hub, ticket, identity: identity(), signal: this.#stop.signal }));
  }
}
