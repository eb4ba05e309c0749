/**
 * Certificates of nodes that the hub has revoked, as far as this node was told. They are on the disk, so that a revoked
 * node is not let in either when this one has just started and the hub is away.
 */
import type { RevokedCertificate } from '../../src/model/revocation.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

/** Long after the end of a certificate by the hub's clock, whatever the clock of this machine says. */
const rememberedMs = 90 * 24 * 3600 * 1000;

export class Distrusted {
  readonly #all: Statement<[], Pick<RevokedCertificate, 'fingerprint'>>;
  readonly #learn: (certificates: readonly RevokedCertificate[], now: number) => RevokedCertificate[];

  constructor(database: Sqlite) {
    this.#all = database.prepare('select fingerprint from distrusted');
    const insert = database.prepare<RevokedCertificate>(
      'insert into distrusted values (:fingerprint, :node, :expiresAt) on conflict (fingerprint) do nothing',
    );
    const forget = database.prepare<[number]>('delete from distrusted where expires_at < ?');
    this.#learn = database.transaction((certificates: readonly RevokedCertificate[], now: number) => {
      forget.run(now - rememberedMs);
      return certificates.filter((certificate) => insert.run(certificate).changes === 1);
    });
  }

  /** SHA-256 of each certificate (DER), lower-case hexadecimal. */
  get fingerprints(): string[] {
    return this.#all.all().map(({ fingerprint }) => fingerprint);
  }

  /** Stored when it returns: those that are news. */
  learn(certificates: readonly RevokedCertificate[], now: number): RevokedCertificate[] {
    return this.#learn(certificates, now);
  }
}
