/**
 * Files that rclone takes from us: each has an address on the loopback that nobody can guess and that answers once. Bytes leave
 * as the limits let them, and as fast as they are taken.
 */
import type { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../../../src/runtime/fault.ts';
import type { NewFile } from '../store.ts';

const sliceBytes = 128 * 1024;
/** Until it comes for a file. */
const fetchMs = 60_000;
/** Until it takes more: what it holds of a file, some 16 MiB, must go over a slow line first. */
const takeMs = 600_000;
/** Until it has brought all to the store. */
const finishMs = 600_000;

export class PullServer implements AsyncDisposable {
  readonly #offers = new Map<string, Offer>();
  #listening: Promise<Server> | undefined;

  /** Ends with the offer. */
  async offer(file: NewFile): Promise<Offer> {
    this.#listening ??= this.#listen();
    const { port } = (await this.#listening).address() as AddressInfo;
    const path = `/${randomBytes(24).toString('base64url')}`;
    const offer = new Offer(file, `http://127.0.0.1:${port}${path}`, () => this.#offers.delete(path));
    this.#offers.set(path, offer);
    return offer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = await this.#listening;
    server?.closeAllConnections();
    server?.close();
  }

  async #listen(): Promise<Server> {
    const server = createServer((request, response) => this.#answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  #answer({ url = '', method }: IncomingMessage, response: ServerResponse): void {
    const offer = method === 'GET' ? this.#offers.get(url) : undefined;
    this.#offers.delete(url);
    if (offer === undefined) response.writeHead(410).end();
    else offer.send(response);
  }
}

export class Offer implements AsyncDisposable {
  readonly url: string;
  /** Aborts when the file cannot be sent, or is not taken any more, with what it was. */
  readonly failure: AbortSignal;
  readonly #failed = new AbortController();
  readonly #file: NewFile;
  readonly #withdraw: () => void;
  #alarm: NodeJS.Timeout | undefined;
  #isSent = false;
  #sending: Promise<void> | undefined;

  constructor(file: NewFile, url: string, withdraw: () => void) {
    this.#file = file;
    this.url = url;
    this.#withdraw = withdraw;
    this.failure = this.#failed.signal;
    this.#expect(fetchMs, 'did not come for');
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  send(response: ServerResponse): void {
    this.#sending = this.#send(response);
  }

  /** When it is withdrawn, and nobody reads the file any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#expect(undefined);
    this.#withdraw();
    await this.#sending;
    this.#expect(undefined);
  }

  /** Never rejects. */
  async #send(response: ServerResponse): Promise<void> {
    const { size, mtimeNs, signal } = this.#file;
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    const until = AbortSignal.any([signal, this.failure, closed.signal]);
    response.on('error', () => closed.abort());
    response.writeHead(200, { 'content-length': size, 'last-modified': httpDate(mtimeNs) });
    try {
      for await (const slice of this.#slices()) {
        until.throwIfAborted();
        this.#expect(takeMs, 'does not take more of');
        if (!response.write(slice)) await once(response, 'drain', { signal: until });
        this.#expect(undefined);
      }
      response.end();
      this.#isSent = true;
      this.#expect(finishMs, 'does not come to an end with');
    } catch (thrown) {
      this.#expect(undefined);
      // An end of the stream would be the end of the file to some: this is a broken connection to all.
      response.socket?.resetAndDestroy();
      if (!closed.signal.aborted) this.#failed.abort(thrown);
    }
  }

  /** The last piece leaves when it is certain that there is nothing wrong with the file. */
  async *#slices(): AsyncGenerator<Buffer, void> {
    const { pieces, size } = this.#file;
    let held: Buffer | undefined;
    let sent = 0;
    for await (const piece of pieces) {
      if (held !== undefined) yield* this.#paced(held);
      held = piece;
      sent += piece.length;
    }
    if (sent !== size) throw new Fault('changed-while-read', `the file has ${sent} bytes instead of ${size}`);
    if (held !== undefined) yield* this.#paced(held);
  }

  async *#paced(piece: Buffer): AsyncGenerator<Buffer, void> {
    for (let at = 0; at < piece.length; ) {
      const count = await this.#file.take(Math.min(sliceBytes, piece.length - at));
      yield piece.subarray(at, at + count);
      at += count;
    }
  }

  /** What must not take longer, until it is said anew. */
  #expect(ms: number | undefined, what = ''): void {
    clearTimeout(this.#alarm);
    if (ms === undefined) return;
    const fault = () => new Fault('store-unreachable', `rclone ${what} a file for ${ms / 1000} seconds`);
    this.#alarm = setTimeout(() => this.#failed.abort(fault()), ms);
  }
}

const lastSecond = 253_402_300_799n;

/** Whole seconds, which is all that the header has; what is before 1970 becomes that. */
function httpDate(mtimeNs: bigint): string {
  const seconds = mtimeNs < 0n ? 0n : mtimeNs / 1_000_000_000n;
  return new Date(Number(seconds > lastSecond ? lastSecond : seconds) * 1000).toUTCString();
}
