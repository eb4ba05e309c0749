/**
 * The relay for nodes that cannot dial each other: joins their connections, and knows of what passes only how much it is.
 * Between the two is a TLS connection of their own, whose keys the hub never has.
 */
import type { TLSSocket } from 'node:tls';
import type { Joined } from '../../src/link/joined-streams.ts';
import { type Invitation, type Meeting, MeetingPlace } from '../../src/link/meeting-place.ts';
import { relayProtocol } from '../../src/protocol/meeting.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { PlanId, TransferId } from '../../src/runtime/identifier.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Denials } from '../audit/denials.ts';

export interface RelayInvitation extends Invitation {
  readonly about: TransferId | PlanId;
}

export interface RelayVisit {
  readonly ticket: string;
  /** The node that its certificate names. */
  readonly guest: string;
  readonly socket: TLSSocket;
  /** What came right after the request. */
  readonly head: Buffer;
}

export interface RelayOptions {
  readonly onBegin: (joined: Joined) => void;
  readonly audit: AuditLog;
  readonly denials: Denials;
  readonly log: Logger;
}

const welcome = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${relayProtocol}\r\n\r\n`;
const refusal = (status: number): string =>
  `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;

export class Relay implements Disposable {
  readonly #options: RelayOptions;
  readonly place: MeetingPlace<RelayInvitation>;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.place = new MeetingPlace({ onMet: (meeting) => this.#onMet(meeting) });
  }

  visit({ ticket, guest, socket, head }: RelayVisit): void {
    if (head.length > 0) socket.unshift(head);
    try {
      this.place.come({ ticket, guest, socket });
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      this.#options.log.warn({ node: guest, code, reason: message }, 'relay refused');
      const detail = `${message} (${code})`;
      this.#options.denials.add({ who: `node:${guest}`, action: 'relay', object: '', detail });
      socket.end(refusal(code === 'node-busy' ? 503 : 403));
      return;
    }
    // Nothing of the other side passes before this turn of the loop is over.
    socket.write(welcome);
  }

  [Symbol.dispose](): void {
    this.place[Symbol.dispose]();
  }

  #onMet({ invitation, joined }: Meeting<RelayInvitation>): void {
    const {
      guests: [owner, peer],
      about,
    } = invitation;
    const { onBegin, audit, log } = this.#options;
    onBegin(joined);
    audit.append({ who: `node:${owner}`, action: 'relay', object: about, result: 'ok', detail: `with ${peer}` });
    log.info({ about, owner, peer }, 'relay begins');
    void joined.ended.then(() => log.info({ about, owner, peer, bytes: joined.bytes }, 'relay ends'));
  }
}
