/** The hub's side of a renewal: another certificate for whoever holds a good one, as their link has proved. */
import { nodeUri, userUri } from '../../src/link/identity.ts';
import type { RenewalReply } from '../../src/protocol/renewal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Authority } from './authority.ts';
import type { CertificateHolder, CertificateStore } from './certificate-store.ts';

export interface RenewerOptions {
  readonly database: Sqlite;
  readonly certificates: CertificateStore;
  readonly authority: Authority;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface RenewOptions {
  readonly holder: CertificateHolder;
  readonly csr: string;
  /** Of the link that it is asked over: one that has ended, as by a revocation, gets nothing. */
  readonly signal: AbortSignal;
}

/** Throws `bad-message`, `revoked` and the signal's reason. */
export function createRenewer({ database, certificates, authority, audit, clock }: RenewerOptions) {
  return async ({ holder, csr, signal }: RenewOptions): Promise<RenewalReply> => {
    const { kind, name } = holder;
    const uri = kind === 'node' ? nodeUri(name) : userUri(name);
    const issued = await authority.issue({ csr, uri, now: clock.now() });
    signal.throwIfAborted();
    database
      .transaction(() => {
        const now = clock.now();
        if (!certificates.hasGood(holder, now))
          throw new Fault('revoked', `the certificate of ${kind} ${name} was revoked`);
        certificates.add(holder, issued, now);
        const who = `${kind}:${name}`;
        audit.append({ who, action: `${kind}.renew`, object: name, result: 'ok', detail: issued.fingerprint });
      })
      .immediate();
    return { certificate: issued.certificate, ca: authority.certificate };
  };
}

export type Renewer = ReturnType<typeof createRenewer>;
