/**
 * Who is at the other end of a request: the holder of the certificate that TLS has verified, or of the API key in its
 * `Authorization` header. A key that is given decides alone: whoever sends one means to be no more than it allows.
 */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { requestHolder } from '../../src/link/accept.ts';
import { addressBlock } from '../../src/link/address-block.ts';
import { certificateHolder } from '../../src/link/identity.ts';
import type { Principal } from '../../src/model/principal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Holders } from './holders.ts';
import { RateLimiter } from './rate-limiter.ts';

export interface SignInOptions {
  readonly holders: Holders;
  readonly apiKeys: ApiKeys;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export type SignedIn =
  | { readonly kind: 'known'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** Too many tries failed from this address. */
  | { readonly kind: 'slowed'; readonly fault: Fault; readonly retryAfterMs: number };

export type SignIn = (request: IncomingMessage) => SignedIn;

/** A node that was revoked comes every half a minute: one line an hour. */
const traces = { burst: 1, perSecond: 1 / 3600 };
/** Of one address (address-block.ts): enough for a misconfigured scraper, and no more lines in the log than that. */
const failures = { burst: 30, perSecond: 0.5 };

export function createSignIn({ holders, apiKeys, audit, clock }: SignInOptions): SignIn {
  const trail = new RateLimiter({ ...traces, clock });
  const noteOnce = noteIn(audit, trail);
  const limiter = new RateLimiter({ ...failures, clock });
  return (request) => {
    const { authorization } = request.headers;
    try {
      const principal =
        authorization === undefined ? byCertificate(request, holders, clock.now()) : byKey(authorization, apiKeys);
      return { kind: 'known', principal };
    } catch (thrown) {
      const fault = asFault(thrown);
      if (authorization === undefined) noteOnce(fault);
      const isTry = authorization !== undefined || hasCertificate(request);
      const retryAfterMs = isTry ? limiter.take(addressBlock(request.socket.remoteAddress ?? '')) : 0;
      if (retryAfterMs === 0) return { kind: 'refused', fault };
      const slowed = new Fault('too-many-requests', 'too many tries to sign in have failed from this address');
      return { kind: 'slowed', fault: slowed, retryAfterMs };
    }
  };
}

/** What is known of certificates that were good once; strangers, who may come as often as they like, leave no trace here. */
function noteIn(audit: AuditLog, trail: RateLimiter): (fault: Fault) => void {
  return ({ code, message }) => {
    if ((code !== 'revoked' && code !== 'certificate-expired') || trail.take(message) > 0) return;
    audit.append({ who: 'hub', action: 'certificate.use', object: '', result: 'denied', detail: message });
  };
}

function byKey(authorization: string, apiKeys: ApiKeys): Principal {
  const [, key] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (key === undefined) throw new Fault('api-key-invalid', 'the Authorization header is not one: write Bearer lh_…');
  return apiKeys.holder(key);
}

function byCertificate(request: IncomingMessage, holders: Holders, now: number): Principal {
  const holder = requestHolder(request);
  const { socket } = request;
  if (holder === undefined || holder.kind === 'hub' || !(socket instanceof TLSSocket))
    throw refusalOf(request, holders, now);
  const principal = holders.principal(holder, socket.getPeerCertificate().raw, now);
  if (principal === undefined) throw refusalOf(request, holders, now);
  return principal;
}

/** Why a certificate was not enough: for the log, and for who came with it. */
function refusalOf({ socket }: IncomingMessage, holders: Holders, now: number): Fault {
  if (!(socket instanceof TLSSocket)) return new Fault('refused', 'no TLS');
  const certificate = socket.getPeerCertificate();
  const { subjectaltname, raw } = certificate;
  if (subjectaltname === undefined) return new Fault('refused', 'no client certificate');
  const holder = certificateHolder(certificate);
  const reason = holder === undefined || holder.kind === 'hub' ? undefined : holders.refusal(holder, raw, now);
  // One that TLS does not take may say anything of itself; only of one that the hub issued is there more to tell.
  if (reason !== undefined && (socket.authorized || reason.code !== 'refused')) return reason;
  return new Fault('refused', `${shownName(subjectaltname)}: ${String(socket.authorizationError ?? 'names nobody')}`);
}

function hasCertificate({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket && socket.getPeerCertificate().subjectaltname !== undefined;
}
