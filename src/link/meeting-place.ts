/**
 * Where two nodes meet (src/protocol/meeting.ts): pairs exactly the two that a ticket is for, once, and then passes bytes
 * between them without looking. Everything is bounded: tickets, waiting, meetings, silence.
 */
import type { Socket } from 'node:net';
import { meetingWaitMs, type Ticket, ticketLifeMs } from '../protocol/meeting.ts';
import { Fault } from '../runtime/fault.ts';
import { type Joined, joinStreams } from './joined-streams.ts';

export interface Invitation {
  readonly ticket: Ticket;
  /** Names of nodes. The first one has asked for it. */
  readonly guests: readonly [string, string];
}

export interface Meeting<I extends Invitation> {
  readonly invitation: I;
  readonly joined: Joined;
}

export interface MeetingPlaceOptions<I extends Invitation> {
  /** Two have met: bytes pass from here on. */
  readonly onMet?: (meeting: Meeting<I>) => void;
}

export interface Arrival {
  readonly ticket: string;
  /** The node that its certificate names. */
  readonly guest: string;
  /** Paused, and nothing of it read. */
  readonly socket: Socket;
}

interface Open<I> {
  readonly invitation: I;
  /** Until it is closed. */
  timer: NodeJS.Timeout;
  first: Arrival | undefined;
}

const mostInvitations = 1024;
const mostOfOneNode = 64;
const mostMeetings = 256;
/** The two say that they are alive every few seconds (data-link.ts). */
const idleMs = 60_000;

export class MeetingPlace<I extends Invitation> implements Disposable {
  readonly #options: MeetingPlaceOptions<I>;
  readonly #open = new Map<string, Open<I>>();
  readonly #sockets = new Set<Socket>();
  #meetings = 0;

  constructor(options: MeetingPlaceOptions<I> = {}) {
    this.#options = options;
  }

  /** The two may come, for a minute. Throws `node-busy`. */
  expect(invitation: I): void {
    const { ticket, guests } = invitation;
    const ofSame = [...this.#open.values()].filter((open) => open.invitation.guests[0] === guests[0]).length;
    if (this.#open.has(ticket) || this.#open.size >= mostInvitations || ofSame >= mostOfOneNode)
      throw new Fault('node-busy', `${guests[0]} asks for more meetings than are held at once`);
    const timer = setTimeout(() => this.#close(ticket), ticketLifeMs);
    this.#open.set(ticket, { invitation, timer, first: undefined });
  }

  /** Nobody is expected with it any more. */
  forget(ticket: Ticket): void {
    this.#close(ticket);
  }

  /** Owns the socket, unless it throws `refused` or `node-busy`: a ticket is good once, and for two nodes. */
  come(arrival: Arrival): void {
    const { ticket, guest, socket } = arrival;
    const open = this.#open.get(ticket);
    if (open === undefined) throw new Fault('refused', `${guest} came with a ticket that is not good, or not any more`);
    const { invitation, first } = open;
    if (!invitation.guests.includes(guest) || first?.guest === guest)
      throw new Fault('refused', `${guest} came with a ticket for others`);
    if (this.#meetings >= mostMeetings) throw new Fault('node-busy', `${mostMeetings} meetings are held already`);
    this.#keep(socket);
    if (first === undefined) {
      open.first = arrival;
      clearTimeout(open.timer);
      open.timer = setTimeout(() => this.#close(ticket), meetingWaitMs);
      socket.once('close', () => {
        if (this.#open.get(ticket) === open) this.#close(ticket);
      });
      return;
    }
    clearTimeout(open.timer);
    this.#open.delete(ticket);
    this.#join(invitation, first.socket, socket);
  }

  /** Ends all of it. */
  [Symbol.dispose](): void {
    for (const { invitation } of this.#open.values()) this.#close(invitation.ticket);
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(invitation: I, first: Socket, second: Socket): void {
    this.#meetings += 1;
    const joined = joinStreams(first, second, { idleMs });
    void joined.ended.then(() => {
      this.#meetings -= 1;
    });
    this.#options.onMet?.({ invitation, joined });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #close(ticket: string): void {
    const open = this.#open.get(ticket);
    if (open === undefined) return;
    this.#open.delete(ticket);
    clearTimeout(open.timer);
    open.first?.socket.destroy();
  }
}
