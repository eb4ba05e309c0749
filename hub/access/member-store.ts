/** Who is let in now, looked up over the tables of people, nodes, certificates and join tokens. */
import { MemberList } from '../../src/model/member-list.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

interface Row {
  readonly role: string | null;
}

/** One whose certificates are all revoked is let in no more; one whose certificates have all ended is shown with that. */
const lastCertificate = (kind: string, table: string): string =>
  `(select max(expires_at) from certificates where kind = '${kind}' and certificates.name = ${table}.name and revoked_at is null)`;

export class MemberStore {
  readonly #users: Statement<[], Row>;
  readonly #nodes: Statement<[], Row>;
  readonly #tokens: Statement<[number], Row>;

  constructor(database: Sqlite) {
    this.#users = database.prepare(
      `select * from (select name, role, joined_at as joinedAt, ${lastCertificate('user', 'users')} as expiresAt from users)
       where expiresAt is not null order by name`,
    );
    this.#nodes = database.prepare(
      `select * from (select name, joined_at as joinedAt, ${lastCertificate('node', 'nodes')} as expiresAt
       from nodes where revoked_at is null) where expiresAt is not null order by name`,
    );
    this.#tokens = database.prepare(
      `select kind, name, role, created_by as createdBy, created_at as createdAt, expires_at as expiresAt
       from join_tokens where used_at is null and expires_at > ? order by expires_at, name`,
    );
  }

  list(now: number): MemberList {
    return MemberList.parse({
      users: this.#users.all(),
      nodes: this.#nodes.all(),
      tokens: this.#tokens.all(now).map(({ role, ...token }) => ({ ...token, ...(role !== null && { role }) })),
    });
  }
}
