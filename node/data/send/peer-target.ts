/** A folder on another node as a plan looks at it: one TLS connection, under a grant that allows to look and nothing else. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import type { PlanScanOptions, PlanTarget, TargetFacts } from '../../../src/engine/plan/plan-target.ts';
import type { Listing } from '../../../src/engine/scan/listing.ts';
import { pathName } from '../../../src/model/path-text.ts';
import { type FrameHead, type FrameKind, maxControlBytes, maxListingBytes } from '../../../src/protocol/block-frame.ts';
import { dataVersions, type Look, LookAnswer, type LookMessage, maxEntries } from '../../../src/protocol/data-link.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { PlanId } from '../../../src/runtime/identifier.ts';
import { boundedRoom, DataChannel } from '../link/data-channel.ts';
import { parseMessage } from '../link/message-text.ts';
import { type DialPeerOptions, dialPeer } from './dial-peer.ts';
import { greet } from './greet.ts';
import { PeerScans } from './peer-scans.ts';
import { Replies } from './replies.ts';

export interface PeerTargetOptions extends DialPeerOptions {
  readonly plan: PlanId;
  /** The hub's signed permission for exactly this plan. */
  readonly grant: string;
}

type Seen = Extract<LookAnswer, { type: 'seen' }>;

const bodyLimits: Readonly<Record<FrameKind, number>> = {
  control: maxControlBytes,
  listing: maxListingBytes,
  outcomes: 0,
  blocks: 0,
};

export class PeerTarget implements PlanTarget, AsyncDisposable {
  readonly #channel: DataChannel<Look | LookMessage>;
  readonly #replies = new Replies();
  readonly #scans: PeerScans;
  #facts: TargetFacts | undefined;
  #count = 0;

  private constructor({ socket, node }: { readonly socket: Socket; readonly node: string }) {
    this.#channel = DataChannel.open({ socket, sink: this, peer: node, throttle: new Throttle([]) });
    this.#scans = new PeerScans(this.#channel);
    void this.#channel.closed.then((fault) => {
      this.#replies.end(fault);
      this.#scans.lose(fault);
    });
  }

  /** Throws `node-unreachable`, why the peer turned us away, or the signal's reason. */
  static async connect(options: PeerTargetOptions): Promise<PeerTarget> {
    const { signal, plan, grant, node } = options;
    const peer = new PeerTarget({ socket: await dialPeer(options), node });
    const seen = greet({
      channel: peer.#channel,
      greeting: { type: 'look', versions: [...dataVersions], plan, grant },
      answer: peer.#replies.next<Seen>('seen'),
      node,
      signal,
    });
    const {
      type: _,
      version,
      ...facts
    } = await seen.catch((thrown: unknown) => {
      throw fromOldPeer(thrown, node);
    });
    if (!dataVersions.some((ours) => ours === version)) {
      peer.#channel[Symbol.dispose]();
      throw new Fault('version-mismatch', `${node} speaks version ${version}`);
    }
    peer.#facts = facts;
    return peer;
  }

  get facts(): TargetFacts {
    if (this.#facts === undefined) throw new Fault('internal', 'the peer has not said what it sees');
    return this.#facts;
  }

  /** The peer is not told the selection: whoever compares holds what it lists against it. */
  async *scan({ signal }: PlanScanOptions): AsyncGenerator<Listing, void> {
    if (!this.facts.isMissing) yield* this.#scans.ask({ temporaryKey: '', signal });
  }

  async refusesLong(names: readonly Buffer[], signal: AbortSignal): Promise<readonly boolean[]> {
    const refused: boolean[] = [];
    for (let at = 0; at < names.length; at += maxEntries) {
      signal.throwIfAborted();
      const part = names.slice(at, at + maxEntries);
      this.#count += 1;
      const id = this.#count;
      const tried = this.#replies.next<readonly boolean[]>(`tried ${id}`);
      this.#channel.say({ type: 'try-names', id, names: part.map(pathName) });
      const answers = await tried;
      if (answers.length !== part.length) throw new Fault('bad-message', 'the peer answered for other names');
      refused.push(...answers);
    }
    return refused;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#channel.endPolitely(new Fault('link-lost', 'the connection was closed'));
    await this.#channel.gone;
  }

  roomFor(head: FrameHead): Buffer {
    return boundedRoom(head, bodyLimits[head.kind]);
  }

  onFrame(kind: FrameKind, body: Buffer): void {
    if (kind === 'listing') this.#scans.take(body);
    else if (kind === 'control') this.#take(parseMessage(LookAnswer, body));
    else throw new Fault('bad-message', `a ${kind} frame is not expected`);
  }

  #take(message: LookAnswer): void {
    switch (message.type) {
      case 'alive':
        return;
      case 'failure':
        this.#channel.end(faultFromBody(message.fault));
        return;
      case 'scanned':
        this.#scans.finish(message);
        return;
      case 'seen':
        this.#replies.give('seen', message);
        return;
      case 'tried':
        this.#replies.give(`tried ${message.id}`, message.refused);
        return;
      default:
        message satisfies never;
    }
  }
}

/** A peer from before there were plans does not know the greeting. */
function fromOldPeer(thrown: unknown, node: string): unknown {
  if (asFault(thrown).code !== 'bad-message') return thrown;
  return new Fault('version-mismatch', `${node} cannot say what a transfer would do`, { cause: thrown });
}
