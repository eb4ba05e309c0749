/** Folders and entries that a peer is to change, asked in parts that fit into a message, one request after another. */
import type { Buffer } from 'node:buffer';
import type { Clash } from '../../../src/engine/disk/name-clash.ts';
import type { Failure, FolderTimes, Removal } from '../../../src/engine/endpoint/destination.ts';
import { pathName } from '../../../src/model/path-text.ts';
import { maxEntries, type ReceiverMessage, type SenderMessage } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import type { Replies } from './replies.ts';

type Say<E> = (part: readonly E[], id: number) => void;

export class PeerChanges {
  readonly #channel: DataChannel<SenderMessage>;
  readonly #replies: Replies;
  #count = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(channel: DataChannel<SenderMessage>, replies: Replies) {
    this.#channel = channel;
    this.#replies = replies;
  }

  async settleFolders(folders: readonly FolderTimes[], signal: AbortSignal): Promise<readonly Failure[]> {
    return await this.#inParts(folders, signal, (part, id) =>
      this.#channel.say({
        type: 'settle-folders',
        id,
        folders: part.map((folder) => ({ ...folder, path: pathName(folder.path) })),
      }),
    );
  }

  async remove(removals: readonly Removal[], signal: AbortSignal): Promise<readonly Failure[]> {
    return await this.#inParts(removals, signal, (part, id) =>
      this.#channel.say({
        type: 'remove',
        id,
        removals: part.map(({ path, kind }) => ({ path: pathName(path), kind })),
      }),
    );
  }

  async respell(path: Buffer, clash: Clash, signal: AbortSignal): Promise<Failure> {
    const [failure] = await this.#inParts([path], signal, ([at = path], id) =>
      this.#channel.say({ type: 'respell', id, path: pathName(at), clash }),
    );
    return failure;
  }

  take({ id, failures }: Extract<ReceiverMessage, { type: 'settled' }>): void {
    this.#replies.give(`settled ${id}`, failures);
  }

  /** The peer takes one request of these at a time. */
  async #inParts<E>(entries: readonly E[], signal: AbortSignal, say: Say<E>): Promise<readonly Failure[]> {
    const answers = this.#last.then(async () => await this.#askInParts(entries, signal, say));
    this.#last = answers.catch(() => {});
    return await answers;
  }

  async #askInParts<E>(entries: readonly E[], signal: AbortSignal, say: Say<E>): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    // A disk that hangs over there answers nothing, and a stop does not wait for it.
    const onAbort = (): void => this.#channel.end(asFault(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (let at = 0; at < entries.length; at += maxEntries) {
        signal.throwIfAborted();
        const part = entries.slice(at, at + maxEntries);
        this.#count += 1;
        const settled = this.#replies.next<readonly (Failure | null)[]>(`settled ${this.#count}`);
        say(part, this.#count);
        const answers = await settled;
        if (answers.length !== part.length) throw new Fault('bad-message', 'the peer answered for other entries');
        failures.push(...answers.map((answer) => answer ?? undefined));
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
    return failures;
  }
}
