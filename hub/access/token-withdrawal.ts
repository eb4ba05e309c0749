/** Takes back invitations that nobody has used: what was sent to the wrong person lets nobody in. */
import { principalName, type User } from '../../src/model/principal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { CertificateHolder } from './certificate-store.ts';
import type { TokenStore } from './token-store.ts';

export interface TokenWithdrawalOptions {
  readonly database: Sqlite;
  readonly tokens: TokenStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** How many were open until now. Throws `name-unknown` where none was. */
export function createTokenWithdrawal({ database, tokens, audit, clock }: TokenWithdrawalOptions) {
  return (holder: CertificateHolder, user: User): number =>
    database
      .transaction(() => {
        const count = tokens.voidFor(holder, clock.now());
        if (count === 0)
          throw new Fault('name-unknown', `there is no open token for a ${holder.kind} named ${holder.name}`);
        const detail = `${holder.kind}, ${count} ${count === 1 ? 'token' : 'tokens'}`;
        const who = principalName(user);
        audit.append({ who, action: 'token.withdraw', object: holder.name, result: 'ok', detail });
        return count;
      })
      .immediate();
}

export type TokenWithdrawal = ReturnType<typeof createTokenWithdrawal>;
