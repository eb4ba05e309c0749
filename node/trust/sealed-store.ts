/**
 * Credentials of outside stores that this node may use: handed over by the hub, sealed to this node's key, and kept on the
 * disk as they came, so that a node that is started anew while the hub is away goes on. What is opened is for the moment in
 * which it is needed, and is written nowhere.
 */
import type { Secret } from '../../src/model/credential.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { type HandedCredential, openCredential } from '../../src/protocol/credential-seal.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { publicSealingKey } from '../../src/runtime/hpke.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export interface SealedStoreOptions {
  /** This one. */
  readonly node: string;
  /** PKCS#8 in PEM. */
  readonly privateKey: string;
  readonly database: Sqlite;
}

export interface Unopened {
  readonly name: string;
  readonly reason: FaultNote;
}

export class SealedStore {
  readonly #options: SealedStoreOptions;
  readonly #all: Statement<[], { name: string }>;
  readonly #one: Statement<[string], HandedCredential>;
  readonly #newest: Statement<[string], { version: number }>;
  readonly #replace: (credentials: readonly HandedCredential[]) => void;

  /** What was sealed to an earlier key of this node opens nowhere any more, and is forgotten. */
  constructor(options: SealedStoreOptions) {
    const { database, privateKey } = options;
    const sealedTo = publicSealingKey(privateKey);
    this.#options = options;
    this.#all = database.prepare('select name from credentials where text is not null order by name');
    this.#one = database.prepare('select name, version, text from credentials where name = ? and text is not null');
    this.#newest = database.prepare('select version from credentials where name = ?');
    const withdraw = database.prepare('update credentials set text = null');
    const put = database.prepare<HandedCredential & { sealedTo: string }>(
      `insert into credentials values (:name, :sealedTo, :version, :text)
         on conflict (name) do update set version = excluded.version, text = excluded.text`,
    );
    this.#replace = database.transaction((credentials: readonly HandedCredential[]) => {
      withdraw.run();
      for (const credential of credentials) put.run({ ...credential, sealedTo });
    });
    database.prepare('delete from credentials where sealed_to <> ?').run(sealedTo);
  }

  get names(): string[] {
    return this.#all.all().map(({ name }) => name);
  }

  /** Throws `credential-missing` while the hub has not handed it over. */
  open(name: string): Secret {
    const handed = this.#one.get(name);
    if (handed !== undefined) return openCredential(handed, this.#options);
    const { node } = this.#options;
    throw new Fault(
      'credential-missing',
      `${node} has no credential ${name}: it is not sealed to it, or the hub has been away since it was declared`,
    );
  }

  /**
   * All there are, from now on, and on the disk when it returns. What does not open, or is older than what was here, is left
   * out, and said.
   */
  keep(handed: readonly HandedCredential[]): Unopened[] {
    const next: HandedCredential[] = [];
    const unopened: Unopened[] = [];
    for (const credential of handed) {
      try {
        openCredential(credential, this.#options);
        this.#refuseOlder(credential);
        next.push(credential);
      } catch (thrown) {
        const { code, message } = asFault(thrown);
        unopened.push({ name: credential.name, reason: { code, message } });
      }
    }
    this.#replace(next);
    return unopened;
  }

  #refuseOlder({ name, version }: HandedCredential): void {
    if (version >= (this.#newest.get(name)?.version ?? 0)) return;
    const older = `what the hub handed over of ${name} is older than what it was before`;
    throw new Fault('credential-unopened', `${older}; apply it again with its secret`);
  }
}
