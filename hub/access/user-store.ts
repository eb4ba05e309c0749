/** People and scripts, each with one role. */
import { Role } from '../../src/model/principal.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export class UserStore {
  readonly #insert: Statement<[string, string, number]>;
  readonly #role: Statement<[string], { readonly role: string }>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare(
      'insert into users (name, role, joined_at) values (?, ?, ?) on conflict (name) do nothing',
    );
    this.#role = database.prepare('select role from users where name = ?');
  }

  /** False when the name is taken. */
  add(name: string, role: Role, now: number): boolean {
    return this.#insert.run(name, role, now).changes === 1;
  }

  roleOf(name: string): Role | undefined {
    const row = this.#role.get(name);
    return row === undefined ? undefined : Role.parse(row.role);
  }
}
