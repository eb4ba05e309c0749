/** What is declared with `--apply`: checked as a whole, and in force as a whole or not at all. */
import type { DeclaredCredential } from '../../src/model/credential.ts';
import type { Declaration, DeclaredChange } from '../../src/model/declaration.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { CredentialDelivery } from './credential-delivery.ts';
import type { CredentialStore } from './credential-store.ts';
import type { PolicyStore } from './policy-store.ts';

export interface DeclarationsOptions {
  readonly database: Sqlite;
  readonly policies: PolicyStore;
  readonly credentials: CredentialStore;
  readonly delivery: CredentialDelivery;
  readonly registry: NodeRegistry;
}

export class Declarations {
  readonly #options: DeclarationsOptions;

  constructor(options: DeclarationsOptions) {
    this.#options = options;
  }

  /** What is in force, without any secret. */
  get all(): Declaration {
    const { policies, credentials } = this.#options;
    return { policies: [...policies.all], credentials: credentials.declared() };
  }

  /** What is sealed to the key, with a version above the newest, replaces what the node has. Throws as `compare`. */
  sealingKey(node: string): { readonly key: string; readonly newest: number } {
    const { registry, credentials } = this.#options;
    registry.get(node);
    const key = registry.sealingKey(node);
    if (key === undefined) throw keyUnknown(node);
    return { key, newest: Math.max(0, ...credentials.sealsFor(node).map(({ version }) => version)) };
  }

  /** Throws `node-unknown`, `node-unreachable` and `credential-unopened`. */
  compare({ policies, credentials }: Declaration): DeclaredChange[] {
    for (const credential of credentials ?? []) this.#confirmSealed(credential);
    return [
      ...(policies === undefined ? [] : this.#options.policies.compare(policies)),
      ...(credentials === undefined ? [] : this.#options.credentials.compare(credentials)),
    ];
  }

  /** In force when it returns; throws as `compare`. `who` is `user:ana`. */
  apply(next: Declaration, who: string): DeclaredChange[] {
    const { database, policies, credentials, delivery } = this.#options;
    const changes = this.compare(next);
    database
      .transaction(() => {
        if (next.credentials !== undefined) credentials.replace(next.credentials, who);
        // Last: it remembers what it stored.
        if (next.policies !== undefined) policies.replace(next.policies, who);
      })
      .immediate();
    if (changes.some(({ kind }) => kind === 'credential')) delivery.tellAll();
    return changes;
  }

  /** Every node of a credential has, or gets, what its key of now opens. */
  #confirmSealed({ name, nodes, seals }: DeclaredCredential): void {
    const { registry, credentials } = this.#options;
    const stored = credentials.seals().filter((seal) => seal.name === name);
    for (const node of nodes) {
      registry.get(node);
      const key = registry.sealingKey(node);
      const seal = (seals ?? stored).find((each) => each.node === node);
      if (seal === undefined || (key !== undefined && seal.sealedTo !== key)) {
        const why =
          seal === undefined ? 'nothing is sealed to it' : 'what is sealed is for an earlier key of that node';
        throw new Fault('credential-unopened', `${node} could not open the credential ${name}: ${why}`);
      }
      if (seals !== undefined && key === undefined) throw keyUnknown(node);
    }
    const stranger = seals?.find(({ node }) => !nodes.includes(node));
    if (stranger !== undefined)
      throw new Fault('credential-unopened', `${name} is sealed to ${stranger.node}, which is not among its nodes`);
  }
}

/** Keys are believed as nodes say them over their own link, and not from a database that somebody may have written. */
function keyUnknown(node: string): Fault {
  return new Fault(
    'node-unreachable',
    `${node} has not been attached since the hub was started, or is too old: nothing can be sealed to it`,
  );
}
