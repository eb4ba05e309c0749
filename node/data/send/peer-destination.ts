/**
 * A folder on another node as the engine sees it: a TLS connection under the grant of the transfer, and as many more for
 * its blocks as the link needs (peer-streams.ts). When one is lost everything that waits fails with the reason, and the
 * run starts again from its backlog.
 */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Clash } from '../../../src/engine/disk/name-clash.ts';
import type {
  Destination,
  DestinationCapabilities,
  DestinationScanOptions,
  Failure,
  FolderLaneOptions,
  FolderTimes,
  Lane,
  Removal,
} from '../../../src/engine/endpoint/destination.ts';
import { slotOverhead } from '../../../src/engine/pipeline/block.ts';
import { createLimiter, type LimiterMemory, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import type { Listing } from '../../../src/engine/scan/listing.ts';
import type { Streams } from '../../../src/model/streams.ts';
import { minBlockSizeBytes } from '../../../src/model/transfer-options.ts';
import {
  type FrameHead,
  type FrameKind,
  maxControlBytes,
  maxListingBytes,
  maxOutcomesBytes,
} from '../../../src/protocol/block-frame.ts';
import {
  dataVersions,
  type Hello,
  holesSince,
  ReceiverMessage,
  type SenderMessage,
  streamsSince,
  waysOfWritingSince,
} from '../../../src/protocol/data-link.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { TransferId } from '../../../src/runtime/identifier.ts';
import { boundedRoom, DataChannel } from '../link/data-channel.ts';
import { decodeOutcomes } from '../link/decoded-outcomes.ts';
import { parseMessage } from '../link/message-text.ts';
import { type DialPeerOptions, dialPeer } from './dial-peer.ts';
import { frameQueue } from './frame-queue.ts';
import { greet } from './greet.ts';
import { PeerChanges } from './peer-changes.ts';
import { PeerLane } from './peer-lane.ts';
import { PeerScans } from './peer-scans.ts';
import { PeerStreams } from './peer-streams.ts';
import { Replies } from './replies.ts';
import { measureRoundTrip } from './round-trip.ts';
import { sendBufferBytes, streamsFor } from './stream-count.ts';

export interface PeerDestinationOptions extends DialPeerOptions {
  readonly transfer: TransferId;
  /** The hub's signed permission for exactly this transfer, the newest there is. */
  readonly grant: () => string;
  /** All that the connection carries counts for them. */
  readonly limiters: readonly LimiterMemory[];
  readonly temporaryKey: string;
  /** As the grant has it; an older peer would not know of it. */
  readonly partialDir: string | undefined;
  /** How many connections there are to be, asked when the first one is there. */
  readonly streams: () => Streams;
  /** Further ones could not be had, and it goes on with those that there are. */
  readonly onStreamFailed: (fault: Fault) => void;
}

const bodyLimits: Readonly<Record<FrameKind, number>> = {
  control: maxControlBytes,
  listing: maxListingBytes,
  outcomes: maxOutcomesBytes,
  blocks: 0,
};

type Opened = Extract<ReceiverMessage, { type: 'lane-opened' }>;
type Welcome = Extract<ReceiverMessage, { type: 'welcome' }>;

export class PeerDestination implements Destination {
  readonly #channel: DataChannel<SenderMessage | Hello>;
  readonly #node: string;
  readonly #replies = new Replies();
  readonly #throttle: Throttle;
  readonly #scans: PeerScans;
  readonly #changes: PeerChanges;
  /** What the peer allows. */
  readonly #paceMemory = createLimiter(undefined);
  readonly #pace = new RateLimiter(this.#paceMemory);
  #capabilities: DestinationCapabilities = { mtimeGrainNs: 1n, folder: '' };
  #version: (typeof dataVersions)[number] = 1;
  #lane: PeerLane | undefined;
  #streams: PeerStreams | undefined;

  private constructor({ node, limiters, socket }: PeerDestinationOptions & { readonly socket: Socket }) {
    this.#node = node;
    this.#throttle = new Throttle([...limiters, this.#paceMemory]);
    this.#channel = DataChannel.open({ socket, sink: this, peer: node, throttle: this.#throttle });
    this.#scans = new PeerScans(this.#channel);
    this.#changes = new PeerChanges(this.#channel, this.#replies);
    void this.#channel.closed.then((fault) => this.#lose(fault));
  }

  /** Throws `node-unreachable`, why the peer turned us away, or the signal's reason. */
  static async connect(options: PeerDestinationOptions): Promise<PeerDestination> {
    const { signal, transfer, grant, node, temporaryKey, partialDir } = options;
    const peer = new PeerDestination({ ...options, socket: await dialPeer(options) });
    const channel = peer.#channel;
    const { version, mtimeGrainNs, folder, session } = await greet({
      channel,
      greeting: { type: 'hello', versions: [...dataVersions], transfer, grant: grant(), temporaryKey },
      answer: peer.#replies.next<Welcome>('welcome'),
      node,
      signal,
    });
    const agreed = dataVersions.find((ours) => ours === version);
    const isTooOld = partialDir !== undefined && version < waysOfWritingSince;
    if (agreed === undefined || isTooOld) {
      channel[Symbol.dispose]();
      const what = isTooOld ? 'is too old for --partial-dir; upgrade it' : `speaks version ${version}`;
      throw new Fault('version-mismatch', `${node} ${what}`);
    }
    peer.#version = agreed;
    peer.#capabilities = { mtimeGrainNs, folder };
    peer.#openStreams(options, session);
    return peer;
  }

  get capabilities(): DestinationCapabilities {
    return this.#capabilities;
  }

  /** Resolves with the reason when the connection has ended. */
  get closed(): Promise<Fault> {
    return this.#channel.closed;
  }

  /** What the connections carried so far. */
  get socketBytes(): number {
    return this.#channel.socketBytes + (this.#streams?.socketBytes ?? 0);
  }

  /** How many connections there are to be, from now on. */
  set streams(wish: Streams) {
    if (this.#streams !== undefined) this.#streams.wish = wish;
  }

  /** The peer is not told the selection: whoever compares holds what it lists against it, whatever a peer knows of it. */
  scan(options: Omit<DestinationScanOptions, 'selection'>): AsyncGenerator<Listing, void> {
    return this.#scans.ask(options);
  }

  async openLane(options: FolderLaneOptions): Promise<Lane> {
    const { temporaryKey, checksum, verify, inplace, renames } = options;
    const { frameBytes, queueCapacity } = frameQueue(options);
    if ((verify || inplace) && this.#version < waysOfWritingSince) {
      const flag = verify ? '--verify' : '--inplace';
      throw new Fault('version-mismatch', `${this.#node} is too old for ${flag}; upgrade it`);
    }
    const opened = this.#replies.next<Opened>('lane-opened');
    this.#channel.say({
      type: 'open-lane',
      temporaryKey,
      checksum,
      verify,
      inplace,
      ...(renames && { renames }),
      blockSizeBytes: frameBytes,
      queueCapacity,
    });
    const { slotBytes, slots } = await opened;
    if (this.#streams === undefined) throw new Fault('internal', 'the peer has not let us in');
    const blockSizeBytes = Math.min(frameBytes, slotBytes - slotOverhead);
    if (blockSizeBytes < minBlockSizeBytes)
      throw new Fault('bad-message', `the peer has only room for ${slotBytes} bytes`);
    const lane = PeerLane.open({
      ...options,
      limiters: [...options.limiters, this.#paceMemory],
      blockSizeBytes,
      queueCapacity,
      slotBytes,
      slots,
      keepsHoles: this.#version >= holesSince,
      channel: this.#channel,
      streams: this.#streams,
      limitedMs: () => this.#throttle.waitedMs,
      countsFrames: this.#version >= streamsSince,
      onClose: (frames) => this.#closeLane(frames),
    });
    this.#lane = lane;
    if (!this.#channel.isOpen) lane.lose(await this.#channel.closed);
    return lane;
  }

  async settleFolders(folders: readonly FolderTimes[], signal: AbortSignal): Promise<readonly Failure[]> {
    return await this.#changes.settleFolders(folders, signal);
  }

  async remove(removals: readonly Removal[], signal: AbortSignal): Promise<readonly Failure[]> {
    return await this.#changes.remove(removals, signal);
  }

  async respell(path: Buffer, clash: Clash, signal: AbortSignal): Promise<Failure> {
    return await this.#changes.respell(path, clash, signal);
  }

  /** Ends the connection after what was said has left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane?.[Symbol.asyncDispose]();
    const parted = this.#streams?.[Symbol.asyncDispose]();
    this.#channel.endPolitely(new Fault('link-lost', 'the connection was closed'));
    await Promise.all([parted, this.#channel.gone]);
  }

  roomFor(head: FrameHead): Buffer {
    return boundedRoom(head, bodyLimits[head.kind]);
  }

  onFrame(kind: FrameKind, body: Buffer): void {
    if (kind === 'control') this.#take(parseMessage(ReceiverMessage, body));
    else if (kind === 'outcomes') this.#lane?.take(decodeOutcomes(body));
    else this.#scans.take(body);
  }

  #take(message: ReceiverMessage): void {
    switch (message.type) {
      case 'alive':
        return;
      case 'pace':
        this.#pace.bytesPerSecond = message.bytesPerSecond ?? undefined;
        return;
      case 'failure':
        this.#channel.end(faultFromBody(message.fault));
        return;
      case 'room':
        this.#lane?.giveRoom(message);
        return;
      case 'verifying':
        this.#lane?.noteVerifying(message);
        return;
      case 'scanned':
        this.#scans.finish(message);
        return;
      case 'echoed':
        this.#replies.give(`echoed ${message.id}`, undefined);
        return;
      case 'settled':
        this.#changes.take(message);
        return;
      case 'welcome':
      case 'lane-opened':
      case 'lane-closed':
        this.#replies.give(message.type, message);
        return;
      default:
        message satisfies never;
    }
  }

  #openStreams({ transfer, grant, streams, onStreamFailed, ...way }: PeerDestinationOptions, session: string): void {
    const isAble = this.#version >= streamsSince && session !== '';
    const further = { ...way, transfer, grant, session, throttle: this.#throttle };
    const roundTripMs = isAble ? measureRoundTrip({ channel: this.#channel, replies: this.#replies }) : async () => 0;
    this.#streams = new PeerStreams({
      first: this.#channel,
      further: isAble ? further : undefined,
      needed: async () =>
        streamsFor({
          roundTripMs: await roundTripMs(),
          sendBufferBytes: sendBufferBytes(),
          bytesPerSecond: this.#throttle.bytesPerSecond,
        }),
      wish: streams(),
      onStreamFailed,
      onLost: (fault) => this.#channel.end(fault),
    });
    if (!this.#channel.isOpen) void this.#channel.closed.then((fault) => this.#streams?.end(fault));
  }

  async #closeLane(frames: number): Promise<void> {
    const closed = this.#replies.next<ReceiverMessage>('lane-closed');
    this.#channel.say({ type: 'close-lane', frames });
    // A connection that ends instead has ended the lane as well.
    await closed.catch(() => undefined);
    this.#lane = undefined;
  }

  #lose(fault: Fault): void {
    this.#replies.end(fault);
    this.#scans.lose(fault);
    this.#streams?.end(fault);
    this.#lane?.lose(fault);
  }
}
