/** One of the further connections that carry blocks to a peer, let in with the grant of the transfer and bound to its session. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type FrameHead, type FrameKind, maxGreetingBytes } from '../../../src/protocol/block-frame.ts';
import { dataVersions, type Join, StreamAnswer, type StreamMessage } from '../../../src/protocol/data-link.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { TransferId } from '../../../src/runtime/identifier.ts';
import { boundedRoom, DataChannel } from '../link/data-channel.ts';
import { parseMessage } from '../link/message-text.ts';
import { type DialPeerOptions, dialPeer } from './dial-peer.ts';
import { greet } from './greet.ts';
import { Replies } from './replies.ts';

export interface PeerStreamOptions extends DialPeerOptions {
  readonly transfer: TransferId;
  /** The newest: it may be renewed between two connections. */
  readonly grant: () => string;
  /** As the welcome of the first connection named it. */
  readonly session: string;
  readonly throttle: Throttle;
}

type Joined = Extract<StreamAnswer, { type: 'joined' }>;

export class PeerStream implements AsyncDisposable {
  readonly #channel: DataChannel<Join | StreamMessage>;
  readonly #replies = new Replies();
  #isLeaving = false;

  private constructor({ node, throttle, socket }: PeerStreamOptions & { readonly socket: Socket }) {
    this.#channel = DataChannel.open({ socket, sink: this, peer: node, throttle });
    void this.#channel.closed.then((fault) => this.#replies.end(fault));
  }

  /** Throws `node-unreachable`, why the peer turned it away, or the signal's reason. */
  static async join(options: PeerStreamOptions): Promise<PeerStream> {
    const { transfer, grant, session, node, signal } = options;
    const stream = new PeerStream({ ...options, socket: await dialPeer(options) });
    await greet({
      channel: stream.#channel,
      greeting: { type: 'join', versions: [...dataVersions], transfer, grant: grant(), session },
      answer: stream.#replies.next<Joined>('joined'),
      node,
      signal,
    });
    return stream;
  }

  /** Resolves with the reason when the connection has ended before it was told to. */
  async lost(): Promise<Fault | undefined> {
    const fault = await this.#channel.closed;
    return this.#isLeaving ? undefined : fault;
  }

  async blocks(slot: Buffer, number: number): Promise<void> {
    await this.#channel.blocks(slot, number);
  }

  end(reason: Fault): void {
    this.#isLeaving = true;
    this.#channel.end(reason);
  }

  /** What was given to it arrives; then the connection ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeaving = true;
    this.#channel.say({ type: 'leave' });
    this.#channel.endPolitely(new Fault('link-lost', 'the connection was given up'));
    await this.#channel.gone;
  }

  get socketBytes(): number {
    return this.#channel.socketBytes;
  }

  roomFor(head: FrameHead): Buffer {
    return boundedRoom(head, head.kind === 'control' ? maxGreetingBytes : 0);
  }

  onFrame(_kind: FrameKind, body: Buffer): void {
    const message = parseMessage(StreamAnswer, body);
    if (message.type === 'failure') this.#channel.end(faultFromBody(message.fault));
    else if (message.type === 'joined') this.#replies.give('joined', message);
  }
}
