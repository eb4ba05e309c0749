/** Credentials as they were sealed to nodes. The hub has no key that opens one, and never shows what it keeps to anybody else. */
import type { CredentialSeal, DeclaredCredential } from '../../src/model/credential.ts';
import type { DeclaredChange } from '../../src/model/declaration.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';

export interface StoredSeal extends CredentialSeal {
  /** Of the credential. */
  readonly name: string;
}

interface Row {
  readonly name: string;
  readonly node: string;
  readonly version: number;
  readonly sealed_to: string;
  readonly text: string;
}

export class CredentialStore {
  readonly #all: Statement<[], Row>;
  readonly #put: Statement<[string, string, number, string, string]>;
  readonly #remove: Statement<[string, string]>;
  readonly #removeOfNode: Statement<[string]>;
  readonly #audit: AuditLog;

  constructor(database: Sqlite, audit: AuditLog) {
    this.#all = database.prepare('select name, node, version, sealed_to, text from credentials order by name, node');
    this.#put = database.prepare(
      `insert or replace into credentials (name, node, version, sealed_to, text) values (?, ?, ?, ?, ?)`,
    );
    this.#remove = database.prepare('delete from credentials where name = ? and node = ?');
    this.#removeOfNode = database.prepare('delete from credentials where node = ?');
    this.#audit = audit;
  }

  /** By name and node. */
  seals(): StoredSeal[] {
    return this.#all.all().map(({ sealed_to: sealedTo, ...row }) => ({ ...row, sealedTo }));
  }

  sealsFor(node: string): StoredSeal[] {
    return this.seals().filter((seal) => seal.node === node);
  }

  /** Names, and who may use each. */
  declared(): DeclaredCredential[] {
    const nodes = Map.groupBy(this.seals(), ({ name }) => name);
    return [...nodes].map(([name, seals]) => ({ name, nodes: seals.map(({ node }) => node) }));
  }

  /** What `next` would change. One that comes with its secret is taken for changed: nobody here can compare. */
  compare(next: readonly DeclaredCredential[]): DeclaredChange[] {
    const before = new Map(this.declared().map(({ name, nodes }) => [name, nodes]));
    const changes = next.flatMap(({ name, nodes, seals }): DeclaredChange[] => {
      const known = before.get(name);
      before.delete(name);
      if (known === undefined) return [{ kind: 'credential', name, change: 'added' }];
      const isSame = seals === undefined && known.join() === nodes.toSorted().join();
      return isSame ? [] : [{ kind: 'credential', name, change: 'changed' }];
    });
    const removed = [...before.keys()].map((name): DeclaredChange => ({ kind: 'credential', name, change: 'removed' }));
    return [...changes, ...removed];
  }

  /** To be called in a transaction. `who` is `user:ana`. */
  replace(next: readonly DeclaredCredential[], who: string): DeclaredChange[] {
    const changes = this.compare(next);
    const wanted = new Map(next.map((credential) => [credential.name, credential]));
    for (const { name, node } of this.seals())
      if (wanted.get(name)?.nodes.includes(node) !== true) this.#remove.run(name, node);
    for (const { name, seals = [] } of next)
      for (const { node, version, sealedTo, text } of seals) this.#put.run(name, node, version, sealedTo, text);
    for (const { name, change } of changes) {
      const detail = wanted.has(name) ? `for ${wanted.get(name)?.nodes.join(', ')}` : '';
      this.#audit.append({ who, action: `credential.${change}`, object: name, result: 'ok', detail });
    }
    return changes;
  }

  /** Answers with the names of those that it had. */
  removeOf(node: string): string[] {
    const names = this.sealsFor(node).map(({ name }) => name);
    this.#removeOfNode.run(node);
    return names;
  }
}
