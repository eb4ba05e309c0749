/**
 * Credentials of outside stores that this node may use: handed over by the hub, sealed to this node's key, and kept in memory
 * as they came. What is opened is for the moment in which it is needed.
 */
import type { Secret } from '../../src/model/credential.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { type HandedCredential, openCredential } from '../../src/protocol/credential-seal.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';

export interface SealedStoreOptions {
  /** This one. */
  readonly node: string;
  /** PKCS#8 in PEM. */
  readonly privateKey: string;
}

export interface Unopened {
  readonly name: string;
  readonly reason: FaultNote;
}

export class SealedStore {
  readonly #options: SealedStoreOptions;
  #kept: ReadonlyMap<string, HandedCredential> = new Map();
  /** Of each that was ever here. */
  readonly #newest = new Map<string, number>();

  constructor(options: SealedStoreOptions) {
    this.#options = options;
  }

  get names(): string[] {
    return [...this.#kept.keys()];
  }

  /** Throws `credential-missing` while the hub has not handed it over. */
  open(name: string): Secret {
    const handed = this.#kept.get(name);
    if (handed !== undefined) return openCredential(handed, this.#options);
    const { node } = this.#options;
    throw new Fault(
      'credential-missing',
      `${node} has no credential ${name}: it is not sealed to it, or the hub is away`,
    );
  }

  /** All there are, from now on. What does not open, or is older than what is here, is left out, and said. */
  keep(handed: readonly HandedCredential[]): Unopened[] {
    const next = new Map<string, HandedCredential>();
    const unopened: Unopened[] = [];
    for (const credential of handed) {
      const { name, version } = credential;
      try {
        openCredential(credential, this.#options);
        if (version < (this.#newest.get(name) ?? 0))
          throw new Fault(
            'credential-unopened',
            `what the hub handed over of ${name} is older than what it was before`,
          );
        next.set(name, credential);
        this.#newest.set(name, version);
      } catch (thrown) {
        const { code, message } = asFault(thrown);
        unopened.push({ name, reason: { code, message } });
      }
    }
    this.#kept = next;
    return unopened;
  }
}
