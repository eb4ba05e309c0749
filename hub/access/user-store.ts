/** People and scripts, each with one role. */
import { Role } from '../../src/model/principal.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export class UserStore {
  readonly #put: Statement<[string, string, number]>;
  readonly #role: Statement<[string], { readonly role: string }>;

  constructor(database: Sqlite) {
    this.#put = database.prepare(
      `insert into users (name, role, joined_at) values (?, ?, ?) on conflict (name) do update
       set role = excluded.role, joined_at = excluded.joined_at where users.name = excluded.name collate binary`,
    );
    this.#role = database.prepare('select role from users where name = ?');
  }

  /** One of this name begins anew, with this role. False when somebody has the name in another case. */
  put(name: string, role: Role, now: number): boolean {
    return this.#put.run(name, role, now).changes === 1;
  }

  roleOf(name: string): Role | undefined {
    const row = this.#role.get(name);
    return row === undefined ? undefined : Role.parse(row.role);
  }
}
