/**
 * Where the owner of a transfer cannot dial its peer, the two meet: at the data port of the owner (`reversed`), to which the
 * peer dials, or at the hub (`relayed`), to which both dial. Who comes shows its certificate and names a ticket, which the
 * owner has made, the hub knows, and which is good once, for one minute and for these two nodes.
 *
 *   owner ── summon-peer ──▶ hub ── come-to-meet ──▶ peer      (node-link.ts; both answered when the peer has come)
 *
 *   reversed   peer ── TLS, ALPN `longhaul-meet`, ticket ──▶ data port of the owner
 *              This TLS connection is the data link (data-link.ts); the owner still speaks first.
 *   relayed    peer  ── TLS, GET /relay/TICKET, Upgrade: longhaul-relay ──▶ hub
 *              owner ── the same ──▶ hub
 *              After both answers `101` the hub passes bytes on, and the owner begins the TLS of a data link in them.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

export const ticketLength = 22;
/** 128 bits, base64url. */
export const Ticket = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/)
  .brand<'Ticket'>();
export type Ticket = z.infer<typeof Ticket>;

export function makeTicket(): Ticket {
  return Ticket.parse(randomBytes(16).toString('base64url'));
}

export const ticketLifeMs = 60_000;
/** How long who came first waits for the other one. */
export const meetingWaitMs = 20_000;

/** Of a connection to a data port whose first bytes are a ticket. */
export const meetingAlpn = 'longhaul-meet';
/** Of the upgrade at the hub; the ticket follows. */
export const relayPath = '/relay/';
export const relayProtocol = 'longhaul-relay';
