/** Templates, triggers or notifications as they were declared, each with who declared it as it is now. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { DeclaredChange } from '../../src/model/declaration.ts';
import { Notification } from '../../src/model/notification.ts';
import { principalName, Role, type User } from '../../src/model/principal.ts';
import { Template } from '../../src/model/template.ts';
import { Trigger } from '../../src/model/trigger.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';

/** Whose rights hold for it: the role is that of the day it was declared. */
const Declarer = z.object({ kind: z.enum(['user', 'key']), name: z.string(), role: Role });
export type Declarer = z.infer<typeof Declarer>;

export interface Declared<Body> {
  readonly body: Body;
  readonly by: Declarer;
}

export interface DeclaredStoreOptions<Body> {
  readonly database: Sqlite;
  readonly audit: AuditLog;
  readonly kind: 'template' | 'trigger' | 'notification';
  readonly schema: z.ZodType<Body>;
}

interface Row {
  readonly body: string;
  readonly declared_by: string;
}

export class DeclaredStore<Body extends { readonly name: string }> {
  readonly #options: DeclaredStoreOptions<Body>;
  readonly #rows: Statement<[], Row>;
  readonly #clear: Statement<[]>;
  readonly #add: Statement<[string, string, string]>;
  readonly #rewrite: Statement<[string, string]>;
  #known: ReadonlyMap<string, Declared<Body>> | undefined;

  constructor(options: DeclaredStoreOptions<Body>) {
    const { database, kind } = options;
    this.#options = options;
    this.#rows = database.prepare(`select body, declared_by from ${kind}s order by name`);
    this.#clear = database.prepare(`delete from ${kind}s`);
    this.#add = database.prepare(`insert into ${kind}s (name, body, declared_by) values (?, ?, ?)`);
    this.#rewrite = database.prepare(`update ${kind}s set body = ? where name = ?`);
  }

  /** By name. */
  get all(): readonly Declared<Body>[] {
    return [...this.#declared.values()];
  }

  get bodies(): Body[] {
    return this.all.map(({ body }) => body);
  }

  find(name: string): Declared<Body> | undefined {
    return this.#declared.get(name);
  }

  /** What `next` would change. */
  compare(next: readonly Body[]): DeclaredChange[] {
    const { kind } = this.#options;
    const changes = next.flatMap((body): DeclaredChange[] => {
      const before = this.find(body.name);
      if (before !== undefined && isDeepStrictEqual(before.body, body)) return [];
      return [{ kind, name: body.name, change: before === undefined ? 'added' : 'changed' }];
    });
    const kept = new Set(next.map(({ name }) => name));
    const removed = this.bodies.flatMap(({ name }): DeclaredChange[] =>
      kept.has(name) ? [] : [{ kind, name, change: 'removed' }],
    );
    return [...changes, ...removed];
  }

  /** To be called in a transaction, which must then call `forget`. What stays as it is stays with who declared it. */
  replace(next: readonly Body[], user: User): void {
    const { audit, kind } = this.#options;
    const changes = this.compare(next);
    const changed = new Set(changes.map(({ name }) => name));
    const by: Declarer = { kind: user.kind, name: user.name, role: user.role };
    const rows = next.map((body) => ({ body, by: changed.has(body.name) ? by : (this.find(body.name)?.by ?? by) }));
    this.#clear.run();
    for (const row of rows) this.#add.run(row.body.name, JSON.stringify(row.body), JSON.stringify(row.by));
    for (const { name, change } of changes) {
      const body = next.find((each) => each.name === name);
      const detail = body === undefined ? '' : JSON.stringify(body);
      audit.append({ who: principalName(user), action: `${kind}.${change}`, object: name, result: 'ok', detail });
    }
  }

  /** One that there is; it stays with who declared it. To be called in a transaction, which must then call `forget`. */
  rewrite(body: Body): void {
    this.#rewrite.run(JSON.stringify(body), body.name);
  }

  /** What is in the database may be other than what was read. */
  forget(): void {
    this.#known = undefined;
  }

  get #declared(): ReadonlyMap<string, Declared<Body>> {
    this.#known ??= new Map(
      this.#rows.all().map((row) => {
        const body = this.#options.schema.parse(JSON.parse(row.body));
        return [body.name, { body, by: Declarer.parse(JSON.parse(row.declared_by)) }];
      }),
    );
    return this.#known;
  }
}

export type TemplateStore = DeclaredStore<Template>;
export type TriggerStore = DeclaredStore<Trigger>;
export type NotificationStore = DeclaredStore<Notification>;

export function openTemplateStore(database: Sqlite, audit: AuditLog): TemplateStore {
  return new DeclaredStore({ database, audit, kind: 'template', schema: Template });
}

export function openTriggerStore(database: Sqlite, audit: AuditLog): TriggerStore {
  return new DeclaredStore({ database, audit, kind: 'trigger', schema: Trigger });
}

export function openNotificationStore(database: Sqlite, audit: AuditLog): NotificationStore {
  return new DeclaredStore({ database, audit, kind: 'notification', schema: Notification });
}
