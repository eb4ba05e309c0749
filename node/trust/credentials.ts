/** What this node proves itself with, and whom it does not believe: as it is now, for whoever opens a connection. */
import type { Identity } from '../../src/link/identity.ts';
import type { RevokedCertificate } from '../../src/model/revocation.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { NodeIdentity } from '../identity-file.ts';
import type { Distrusted } from './distrusted.ts';

export interface CredentialsOptions {
  readonly identity: NodeIdentity;
  readonly distrusted: Distrusted;
  readonly clock: Clock;
}

export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #identity: Identity;
  #fingerprints: readonly string[];

  constructor(options: CredentialsOptions) {
    const { key, certificate, ca } = options.identity;
    this.#options = options;
    this.#identity = { key, certificate, ca };
    this.#fingerprints = options.distrusted.fingerprints;
  }

  get identity(): Identity {
    return { ...this.#identity, distrusted: this.#fingerprints };
  }

  /** On the disk when it returns: those that are news. */
  distrust(certificates: readonly RevokedCertificate[]): RevokedCertificate[] {
    const { distrusted, clock } = this.#options;
    const news = distrusted.learn(certificates, clock.now());
    this.#fingerprints = distrusted.fingerprints;
    return news;
  }
}
