/**
 * The data port as a meeting place: a peer that this node cannot dial comes to it with a ticket. The thread of a transfer
 * waits for it at a socket in the node's folder, because Node cannot hand a TLS connection to another thread.
 *
 *   thread ── ticket, length of a name, name ──▶ place     whom it expects with the ticket
 *          ◀── `.` (it may come), `!` (it has come) ──     from there on everything is from the peer
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { type Invitation, MeetingPlace } from '../../../src/link/meeting-place.ts';
import { NodeName } from '../../../src/model/location.ts';
import { Ticket, ticketLength } from '../../../src/protocol/meeting.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { firstBytes } from './first-bytes.ts';

export interface HomePlaceOptions {
  /** This node. */
  readonly name: string;
  /** Of the socket: below 108 bytes, as the kernel wants it. */
  readonly path: string;
}

interface Expected extends Invitation {
  readonly local: Socket;
}

const limitMs = 10_000;
const expected = '.';
const met = '!';

export class HomePlace implements Disposable {
  readonly #options: HomePlaceOptions;
  readonly #server: Server;
  readonly #place = new MeetingPlace<Expected>({ onMet: ({ invitation }) => void invitation.local.write(met) });

  constructor(options: HomePlaceOptions) {
    this.#options = options;
    this.#server = createServer((local) => {
      local.on('error', () => local.destroy());
      this.#expect(local).catch(() => local.destroy());
    });
  }

  /** Throws `usage` when the socket cannot be made. */
  async open(): Promise<void> {
    const { path } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Left behind by a life that was killed.
    rmSync(path, { force: true });
    this.#server.once('error', (cause) =>
      reject(new Fault('state-unusable', `cannot make a socket in the node's folder: ${cause.message}`, { cause })),
    );
    this.#server.listen({ path }, () => resolve());
    await promise;
    chmodSync(path, 0o600);
  }

  /** A peer with a verified certificate, whose first bytes are to be a ticket. Throws `refused` and `timeout`. */
  async receive(socket: Socket, guest: string): Promise<void> {
    const ticket = (await firstBytes(socket, { count: ticketLength, limitMs })).toString('latin1');
    this.#place.come({ ticket, guest, socket });
  }

  [Symbol.dispose](): void {
    this.#server.close();
    this.#place[Symbol.dispose]();
  }

  async #expect(local: Socket): Promise<void> {
    const head = await firstBytes(local, { count: ticketLength + 1, limitMs });
    const ticket = Ticket.parse(head.toString('latin1', 0, ticketLength));
    const peer = NodeName.parse((await firstBytes(local, { count: head[ticketLength] ?? 0, limitMs })).toString());
    const { name } = this.#options;
    this.#place.expect({ ticket, guests: [name, peer], local });
    local.write(expected);
    this.#place.come({ ticket, guest: name, socket: local });
  }
}

/** Of a thread: what it says to the place, before the peer is asked to come. */
export async function awaitAtHome(local: Socket, { ticket, node }: { ticket: Ticket; node: string }): Promise<void> {
  local.write(Buffer.concat([Buffer.from(ticket), Buffer.from([node.length]), Buffer.from(node)]));
  await firstBytes(local, { count: expected.length, limitMs });
}

/** Resolves when the peer has come: what is read and written then is the peer's. */
export async function metAtHome(local: Socket): Promise<void> {
  await firstBytes(local, { count: met.length, limitMs });
}
