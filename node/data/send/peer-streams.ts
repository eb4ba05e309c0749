/**
 * The connections that carry the blocks of a transfer: the first one, and as many more as the link needs. Each slot goes to
 * the next one that is free, so that a slow one holds up nobody; the peer puts them in order by their numbers. Blocks that
 * were on a connection which is lost are lost, so that is the end of all of them, and the run starts again from its backlog.
 */
import type { Buffer } from 'node:buffer';
import type { Streams } from '../../../src/model/streams.ts';
import { asFault, type Fault } from '../../../src/runtime/fault.ts';
import { PeerStream, type PeerStreamOptions } from './peer-stream.ts';

/** What a lane needs of a connection. */
export interface BlockStream {
  /** Resolves when the slot has left. One at a time. */
  blocks(slot: Buffer, number: number): Promise<void>;
}

export interface PeerStreamsOptions {
  readonly first: BlockStream;
  /** Undefined where the peer takes no further ones. */
  readonly further: Omit<PeerStreamOptions, 'signal'> | undefined;
  /** How many the link needs by itself. */
  readonly needed: () => Promise<number>;
  readonly wish: Streams;
  /** Further connections could not be had: why the first of them, once for each try. */
  readonly onStreamFailed: (fault: Fault) => void;
  /** A further connection was lost. */
  readonly onLost: (fault: Fault) => void;
}

/** After the peer, or what is between, did not let one more through. */
const restMs = 30_000;

export class PeerStreams implements AsyncDisposable {
  readonly #options: PeerStreamsOptions;
  readonly #ended = new AbortController();
  readonly #further = new Set<PeerStream>();
  readonly #idle: BlockStream[];
  readonly #leaving = new Set<Promise<void>>();
  #free = Promise.withResolvers<void>();
  #wish: Streams;
  /** One was waited for: whoever never waits needs no more. */
  #isShort = false;
  #joining: Promise<void> | undefined;
  #restUntil = 0;
  #leftBytes = 0;

  constructor(options: PeerStreamsOptions) {
    this.#options = options;
    this.#wish = options.wish;
    this.#idle = [options.first];
  }

  /** How many there are. */
  get count(): number {
    return 1 + this.#further.size;
  }

  /** What the further ones carried so far. */
  get socketBytes(): number {
    return this.#leftBytes + [...this.#further].reduce((sum, { socketBytes }) => sum + socketBytes, 0);
  }

  /** In force at once: one more joins, or one that is too many leaves after the slot in hand. */
  set wish(wish: Streams) {
    this.#wish = wish;
    this.#restUntil = 0;
    this.#adjust();
  }

  /** Resolves when a connection has taken the slot. `left` resolves when it has left, and rejects when it was lost. */
  async send(slot: Buffer, number: number): Promise<{ readonly left: Promise<void> }> {
    const stream = await this.#next();
    const left = stream.blocks(slot, number).finally(() => this.#giveBack(stream));
    return { left };
  }

  /** The first connection has ended. */
  end(reason: Fault): void {
    this.#ended.abort(reason);
    this.#free.resolve();
    for (const stream of this.#further) stream.end(reason);
  }

  /** What was sent arrives; then the further connections end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#joining;
    for (const stream of this.#further) this.#leave(stream);
    await Promise.all(this.#leaving);
  }

  async #next(): Promise<BlockStream> {
    for (;;) {
      this.#ended.signal.throwIfAborted();
      const stream = this.#idle.shift();
      if (stream !== undefined) return stream;
      this.#isShort = true;
      this.#adjust();
      this.#free = Promise.withResolvers();
      await this.#free.promise;
    }
  }

  #giveBack(stream: BlockStream): void {
    if (stream instanceof PeerStream && !this.#further.has(stream)) this.#dismiss(stream);
    else this.#idle.push(stream);
    this.#adjust();
    this.#free.resolve();
  }

  #adjust(): void {
    if (this.#joining !== undefined || !this.#isShort || this.#ended.signal.aborted) return;
    if (performance.now() < this.#restUntil || this.#options.further === undefined) return;
    if (this.#wish === this.count) return;
    this.#joining = this.#settle().finally(() => {
      this.#joining = undefined;
    });
  }

  async #settle(): Promise<void> {
    const wish = this.#wish;
    const wanted = wish === 'auto' ? await this.#options.needed() : wish;
    for (const stream of [...this.#further].slice(wanted - 1)) this.#leave(stream);
    const missing = Math.max(0, wanted - this.count);
    const joined = await Promise.all(Array.from({ length: missing }, () => this.#join()));
    const [failure] = joined.filter((fault) => fault !== undefined);
    if (failure !== undefined && !this.#ended.signal.aborted) this.#options.onStreamFailed(failure);
    const isEnough = wish !== 'auto' && failure === undefined;
    if (!isEnough && wish === this.#wish) this.#restUntil = performance.now() + restMs;
  }

  /** A transfer goes on with the connections that it has: answers why there is not one more. */
  async #join(): Promise<Fault | undefined> {
    const { further, onLost } = this.#options;
    if (further === undefined) return undefined;
    try {
      const stream = await PeerStream.join({ ...further, signal: this.#ended.signal });
      this.#further.add(stream);
      void stream.lost().then((fault) => {
        if (fault !== undefined) onLost(fault);
      });
      this.#giveBack(stream);
      return undefined;
    } catch (thrown) {
      return asFault(thrown);
    }
  }

  #leave(stream: PeerStream): void {
    this.#further.delete(stream);
    const at = this.#idle.indexOf(stream);
    // Else when it gives back what it carries.
    if (at >= 0) {
      this.#idle.splice(at, 1);
      this.#dismiss(stream);
    }
  }

  #dismiss(stream: PeerStream): void {
    const leaving = stream[Symbol.asyncDispose]().then(() => {
      this.#leftBytes += stream.socketBytes;
      this.#leaving.delete(leaving);
    });
    this.#leaving.add(leaving);
  }
}
