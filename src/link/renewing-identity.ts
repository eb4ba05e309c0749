/**
 * An identity that is renewed over the link when two thirds of its life are over: a new key, a new certificate of the same
 * holder. The one before stays good until its end, so that no connection that uses it is disturbed.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { RenewalReply } from '../protocol/renewal.ts';
import { Fault } from '../runtime/fault.ts';
import { type Identity, isSameAuthority } from './identity.ts';

export interface RenewingIdentityOptions {
  readonly identity: Identity;
  /** Durable when it resolves: the identity is used from then on. */
  readonly save: (identity: Identity) => Promise<void>;
}

export type AskForCertificate = (request: { readonly csr: string }) => Promise<RenewalReply>;

const retryMs = 3600 * 1000;

export class RenewingIdentity {
  readonly #save: RenewingIdentityOptions['save'];
  #identity: Identity;
  #dueAt: number;
  #isUnderWay = false;

  constructor({ identity, save }: RenewingIdentityOptions) {
    this.#identity = identity;
    this.#save = save;
    this.#dueAt = renewalDueAt(identity);
  }

  get identity(): Identity {
    return this.#identity;
  }

  /**
   * Renews when it is time, and resolves with whether it did. Throws what the hub answers, what saving meets, and
   * `bad-message` for a certificate that is of no use; the next attempt is then an hour later.
   */
  async keep(ask: AskForCertificate, now: number): Promise<boolean> {
    if (this.#isUnderWay || now < this.#dueAt) return false;
    this.#isUnderWay = true;
    this.#dueAt = now + retryMs;
    try {
      const next = await renewed(this.#identity, ask);
      await this.#save(next);
      this.#identity = next;
      this.#dueAt = renewalDueAt(next);
      return true;
    } finally {
      this.#isUnderWay = false;
    }
  }
}

/** Milliseconds since 1970. */
export function renewalDueAt({ certificate }: Identity): number {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  return from + ((to - from) * 2) / 3;
}

async function renewed(identity: Identity, ask: AskForCertificate): Promise<Identity> {
  // Loaded only here: it is most of what a console would have to load at every start.
  const { makeKeyRequest } = await import('./key-request.ts');
  const { key, csr } = await makeKeyRequest('renewal');
  const { certificate, ca } = await ask({ csr });
  const next = { key, certificate, ca };
  if (isSuccessor(next, identity)) return next;
  throw new Fault(
    'bad-message',
    'the hub answered with a certificate that is not for this key, this holder or its own',
  );
}

/** Of the same holder, by the same authority, for the key that was made for it. */
function isSuccessor(next: Identity, before: Identity): boolean {
  try {
    const [certificate, authority] = [new X509Certificate(next.certificate), new X509Certificate(next.ca)];
    return (
      certificate.subjectAltName === new X509Certificate(before.certificate).subjectAltName &&
      certificate.checkPrivateKey(createPrivateKey(next.key)) &&
      certificate.verify(authority.publicKey) &&
      isSameAuthority(next.ca, before.ca)
    );
  } catch {
    return false;
  }
}
