/** One SFTP channel of a connection: requests whose answers come in any number at once, and all end when it is lost. */
import type { SFTPWrapper } from 'ssh2';
import type { Fault } from '../../../src/runtime/fault.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { sftpFault } from './sftp-fault.ts';

export type Done<Answer> = (error?: Error | null, answer?: Answer) => void;

export class SftpChannel {
  /** What is under way on it, for whoever looks for one that is free. */
  users = 0;
  readonly #sftp: SFTPWrapper;
  readonly #waiting = new Set<(reason: Fault) => void>();
  #loss: Fault | undefined;

  constructor(sftp: SFTPWrapper) {
    this.#sftp = sftp;
  }

  /** `doing` begins the sentence of a fault: "write nas:/folder/file". */
  async call<Answer = void>(
    doing: string,
    signal: AbortSignal,
    request: (sftp: SFTPWrapper, done: Done<Answer>) => void,
  ): Promise<Answer> {
    const answer = this.ask<Answer>(request);
    // After an abort nobody waits for it.
    answer.catch(() => {});
    try {
      return await unlessAborted(answer, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      throw sftpFault(doing, thrown);
    }
  }

  /** Rejects with what the server said. */
  ask<Answer>(request: (sftp: SFTPWrapper, done: Done<Answer>) => void): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.#loss !== undefined) {
      reject(this.#loss);
      return promise;
    }
    this.#waiting.add(reject);
    request(this.#sftp, (error, answer) => {
      this.#waiting.delete(reject);
      if (error) reject(error);
      else resolve(answer as Answer);
    });
    return promise;
  }

  /** An extension of the protocol: the package knows what the server said, and tells nobody. */
  offers(extension: string): boolean {
    const { _extensions } = this.#sftp as unknown as { readonly _extensions: Readonly<Record<string, string>> };
    return _extensions[extension] !== undefined;
  }

  lose(reason: Fault): void {
    this.#loss = reason;
    for (const reject of this.#waiting) reject(reason);
    this.#waiting.clear();
  }
}
