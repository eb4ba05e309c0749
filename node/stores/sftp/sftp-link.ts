/**
 * One SSH connection with a few SFTP channels. The window of a channel bounds what is under way on it, so several carry
 * more over a long line, and one slow answer holds up a part of the others only. A connection that is lost stays so.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, SFTPWrapper } from 'ssh2';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { gatherWrites } from './gathered-writes.ts';
import { SftpChannel } from './sftp-channel.ts';
import { signIn } from './sftp-login.ts';
import type { SftpSetting } from './sftp-store.ts';
import { watchSilence } from './silence-watch.ts';

const channelsAtOnce = 4;
const connectMs = 10_000;
const endMs = 500;

export class SftpLink implements AsyncDisposable {
  readonly closed: Promise<void>;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #name: string;
  readonly #channels: SftpChannel[] = [];
  #loss: Fault | undefined;
  #mayHaveMore = true;

  private constructor({ name, socket, client }: { name: string; socket: Socket; client: Client }) {
    this.#name = name;
    this.#socket = socket;
    this.#client = client;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#lose(new Fault('store-unreachable', `the connection to ${name} broke`));
        resolve();
      });
    });
    client.on('error', (thrown) => {
      this.#lose(new Fault('store-unreachable', `the connection to ${name} broke: ${thrown.message}`));
    });
    watchSilence(socket, (seconds) => {
      this.#lose(new Fault('store-unreachable', `${name} has said nothing for ${seconds} seconds`));
    });
  }

  /** Throws `store-unreachable` and `store-refused`. */
  static async open(setting: SftpSetting, signal: AbortSignal): Promise<SftpLink> {
    const { name, host, port } = setting;
    const until = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
    const socket = connect({ host, port, noDelay: true });
    try {
      await once(socket, 'connect', { signal: until });
      gatherWrites(socket);
      const client = await signIn(setting, socket, until);
      const link = new SftpLink({ name, socket, client });
      await unlessAborted(link.#addChannel(), until);
      return link;
    } catch (thrown) {
      socket.destroy();
      signal.throwIfAborted();
      if (thrown instanceof Fault) throw thrown;
      const why = until.aborted ? `no answer in ${connectMs / 1000} seconds` : asFault(thrown).message;
      throw new Fault('store-unreachable', `cannot reach ${name} at ${host}:${port}: ${why}`, { cause: thrown });
    }
  }

  get isLost(): boolean {
    return this.#loss !== undefined;
  }

  /** The channel with the least to do, taken until disposed. */
  take(): { readonly channel: SftpChannel } & Disposable {
    const channel = this.#channels.reduce((least, other) => (other.users < least.users ? other : least));
    if (channel.users > 0 && this.#mayHaveMore) void this.#addAnother();
    channel.users += 1;
    return {
      channel,
      [Symbol.dispose]: () => {
        channel.users -= 1;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#mayHaveMore = false;
    this.#client.end();
    const late = setTimeout(() => this.#socket.destroy(), endMs);
    await this.closed;
    clearTimeout(late);
  }

  /** One after the other. A server that allows fewer is used with those that it allows. */
  async #addAnother(): Promise<void> {
    this.#mayHaveMore = false;
    try {
      await this.#addChannel();
      this.#mayHaveMore = this.#channels.length < channelsAtOnce;
    } catch {
      // It is not asked again.
    }
  }

  async #addChannel(): Promise<void> {
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      this.#client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
    }).catch(async (thrown: unknown) => {
      const { message } = asFault(thrown);
      // What the server answers; all else is a connection that broke meanwhile.
      const isRefused = /subsystem|channel open failure/i.test(message) && !(await this.#isEnding());
      throw new Fault(
        isRefused ? 'store-failed' : 'store-unreachable',
        `${this.#name} opens no SFTP channel: ${message}`,
        { cause: thrown },
      );
    });
    const end = (what: string): void =>
      this.#lose(new Fault('store-unreachable', `the connection to ${this.#name} broke: ${what}`));
    sftp.on('error', (thrown: Error) => end(thrown.message));
    sftp.on('close', () => end('the server closed a channel'));
    this.#channels.push(new SftpChannel(sftp));
  }

  /** A server whose session is ended refuses what it is asked, and is gone a moment later. */
  async #isEnding(): Promise<boolean> {
    await Promise.race([this.closed, delay(endMs)]);
    return this.isLost;
  }

  #lose(reason: Fault): void {
    this.#loss ??= reason;
    for (const channel of this.#channels) channel.lose(this.#loss);
    this.#socket.destroy();
  }
}
