/**
 * First contact from the side that joins. The join token names the hub's certificate authority by fingerprint, so nothing
 * is believed and nothing secret is said before the hub has shown that authority and a certificate signed by it. The key
 * is made here and never leaves: the hub gets a certificate request and signs it.
 */
import { type JoinToken, parseJoinToken } from '../model/join-token.ts';
import type { EnrolmentRequest } from '../protocol/enrolment.ts';
import { asFault, Fault } from '../runtime/fault.ts';
import { shownAuthority } from './authority-contact.ts';
import { postEnrolment } from './enrolment-post.ts';
import type { Identity } from './identity.ts';
import { makeKeyRequest } from './key-request.ts';

export interface EnrolOptions {
  /** As `longhaul hub --invite` printed it. */
  readonly token: string;
  readonly kind: JoinToken['kind'];
  /** Undefined takes the name that the token carries; any other than that is refused. */
  readonly name: string | undefined;
  readonly signal: AbortSignal;
}

export interface Enrolled {
  readonly identity: Identity;
  /** The public key that grants are signed with, SPKI in PEM. */
  readonly grantKey: string;
  /** `host:port` to dial from now on. */
  readonly hub: string;
  readonly name: string;
}

const contactTimeoutMs = 15_000;

/** Throws `token-invalid`, `token-used`, `token-expired`, `name-taken`, `hub-unreachable` or `refused` (not the hub that invited). */
export async function enrol({ token: text, kind, name, signal }: EnrolOptions): Promise<Enrolled> {
  const token = parseJoinToken(text);
  if (token.kind !== kind) throw new Fault('token-invalid', `this token invites a ${token.kind}, not a ${kind}`);
  if (name !== undefined && name !== token.name) {
    throw new Fault('token-invalid', `this token was made for the name ${token.name}, not for ${name}`);
  }
  const { hub } = token;
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(contactTimeoutMs)]);
  try {
    const ca = await shownAuthority({ hub, fingerprint: token.ca, signal: bounded });
    const { key, csr } = await makeKeyRequest(token.name);
    const request: EnrolmentRequest = { secret: token.secret, name: token.name, csr, renews: true };
    const { certificate, grantKey } = await postEnrolment({ hub, ca, request, signal: bounded });
    // The authority that was verified is trusted from now on, whatever the reply says.
    return { identity: { key, certificate, ca }, grantKey, hub, name: token.name };
  } catch (thrown) {
    signal.throwIfAborted();
    if (bounded.aborted)
      throw new Fault('hub-unreachable', `the hub at ${hub} did not answer in time`, { cause: thrown });
    throw asFault(thrown);
  }
}
