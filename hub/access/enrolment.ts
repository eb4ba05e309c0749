/** The hub's side of first contact: a join token and a certificate request for a certificate. */
import { nodeUri, userUri } from '../../src/link/identity.ts';
import type { EnrolmentReply, EnrolmentRequest } from '../../src/protocol/enrolment.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { type Authority, lifetimeUnrenewedMs } from './authority.ts';
import type { Holders } from './holders.ts';
import type { Invitation, TokenState, TokenStore } from './token-store.ts';

export interface EnrolmentOptions {
  readonly database: Sqlite;
  readonly tokens: TokenStore;
  readonly holders: Holders;
  readonly authority: Authority;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/**
 * Throws `token-invalid`, `token-used`, `token-expired`, `name-taken` or `bad-message`. A refusal is audited when there is
 * such a token: strangers, who may come as often as they like, cannot fill the trail.
 */
export function createEnrolment(options: EnrolmentOptions) {
  const { audit, tokens, clock } = options;
  return async (request: EnrolmentRequest): Promise<EnrolmentReply> => {
    const object = request.name;
    try {
      return await enrol(options, request);
    } catch (thrown) {
      if (thrown instanceof Fault && tokens.look(request.secret, clock.now()).kind !== 'unknown') {
        audit.append({
          who: 'hub',
          action: 'token.use',
          object,
          result: 'denied',
          detail: `${thrown.code}: ${thrown.message}`,
        });
      }
      throw thrown;
    }
  };
}

export type Enrolment = ReturnType<typeof createEnrolment>;

async function enrol(options: EnrolmentOptions, request: EnrolmentRequest): Promise<EnrolmentReply> {
  const { secret, name, csr, renews } = request;
  const { database, tokens, holders, authority, audit, clock } = options;
  const invitation = goodInvitation(tokens.look(secret, clock.now()), name);
  const { kind, role } = invitation;
  const issued = await authority.issue({
    csr,
    uri: kind === 'node' ? nodeUri(name) : userUri(name),
    now: clock.now(),
    ...(!renews && { lifetimeMs: lifetimeUnrenewedMs }),
  });
  // Signing took a while: the token may have been used meanwhile, so the use itself decides.
  database
    .transaction(() => {
      const now = clock.now();
      if (!tokens.use(secret, now)) goodInvitation(tokens.look(secret, now), name);
      if (!holders.add({ kind, name, role, issued, now }))
        throw new Fault('name-taken', `there is a ${kind} named ${name} already`);
      audit.append({
        who: `${kind}:${name}`,
        action: `${kind}.join`,
        object: name,
        result: 'ok',
        detail: issued.fingerprint,
      });
    })
    .immediate();
  return { certificate: issued.certificate, ca: authority.certificate, grantKey: authority.grantPublicKey };
}

function goodInvitation(state: TokenState, name: string): Invitation {
  switch (state.kind) {
    case 'unknown':
      throw new Fault('token-invalid', 'this hub does not know the join token');
    case 'used':
      throw new Fault('token-used', 'the join token was already used');
    case 'expired':
      throw new Fault('token-expired', 'the join token has expired');
    case 'good':
      if (state.invitation.name !== name) {
        throw new Fault(
          'token-invalid',
          `the join token was made for the name ${state.invitation.name}, not for ${name}`,
        );
      }
      return state.invitation;
    default:
      return state satisfies never;
  }
}
