/** What this node proves itself with, and whom it does not believe: as it is now, for whoever opens a connection. */
import type { Identity } from '../../src/link/identity.ts';
import { type AskForCertificate, RenewingIdentity } from '../../src/link/renewing-identity.ts';
import type { RevokedCertificate } from '../../src/model/revocation.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { type NodeIdentity, writeIdentity } from '../identity-file.ts';
import type { Distrusted } from './distrusted.ts';

export interface CredentialsOptions {
  /** Where the identity is kept. */
  readonly folder: string;
  readonly identity: NodeIdentity;
  readonly distrusted: Distrusted;
  readonly clock: Clock;
}

export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #renewing: RenewingIdentity;
  #fingerprints: readonly string[];

  constructor(options: CredentialsOptions) {
    const { key, certificate, ca } = options.identity;
    this.#options = options;
    this.#renewing = new RenewingIdentity({
      identity: { key, certificate, ca },
      save: (identity) => writeIdentity(options.folder, { ...options.identity, ...identity }),
    });
    this.#fingerprints = options.distrusted.fingerprints;
  }

  get identity(): Identity {
    return { ...this.#renewing.identity, distrusted: this.#fingerprints };
  }

  /** Renews the certificate when it is time, and resolves with whether it did. `now` is the hub's clock. Throws why not. */
  async keep(ask: AskForCertificate, now: number): Promise<boolean> {
    return await this.#renewing.keep(ask, now);
  }

  /** On the disk when it returns: those that are news. */
  distrust(certificates: readonly RevokedCertificate[]): RevokedCertificate[] {
    const { distrusted, clock } = this.#options;
    const news = distrusted.learn(certificates, clock.now());
    this.#fingerprints = distrusted.fingerprints;
    return news;
  }
}
