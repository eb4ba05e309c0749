/** The connection to a server, made when it is wanted and again when it was lost. */
import { Fault } from '../../../src/runtime/fault.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { SftpLink } from './sftp-link.ts';
import type { SftpSetting } from './sftp-store.ts';

export class SftpSession implements AsyncDisposable {
  readonly #setting: SftpSetting;
  readonly #end = new AbortController();
  #link: Promise<SftpLink> | undefined;

  constructor(setting: SftpSetting) {
    this.#setting = setting;
  }

  /** A channel until disposed. Throws `store-unreachable` and `store-refused`. */
  async take(signal: AbortSignal): Promise<{ readonly channel: SftpChannel } & Disposable> {
    for (;;) {
      const opening = this.#link ?? this.#connect();
      this.#link = opening;
      const link = await unlessAborted(opening, signal);
      if (!link.isLost) return link.take();
      if (this.#link === opening) this.#link = undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Fault('interrupted', 'the store was closed'));
    const link = await this.#link?.catch(() => undefined);
    await link?.[Symbol.asyncDispose]();
  }

  #connect(): Promise<SftpLink> {
    const opening = SftpLink.open(this.#setting, this.#end.signal);
    const forget = (): void => {
      if (this.#link === opening) this.#link = undefined;
    };
    opening.then(
      async (link) => {
        await link.closed;
        forget();
      },
      (thrown: unknown) => {
        // Servers lock out who comes again and again with what is wrong.
        if (!(thrown instanceof Fault) || thrown.code !== 'store-refused') forget();
      },
    );
    return opening;
  }
}
