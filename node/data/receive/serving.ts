/** What an admitted peer asks for, and what becomes of it: listings, files, folders, removals. */
import { Buffer } from 'node:buffer';
import type { UnfinishedPlace } from '../../../src/engine/disk/unfinished-files.ts';
import type { Failure } from '../../../src/engine/endpoint/destination.ts';
import { pathBytes } from '../../../src/model/path-text.ts';
import { type ReceiverMessage, SenderMessage } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import { parseMessage } from '../link/message-text.ts';
import type { TransferAdmission } from './admission.ts';
import type { FolderThread } from './folder-thread.ts';
import { IncomingLane } from './incoming-lane.ts';
import type { PeerAuditSetting } from './peer-audit.ts';
import { Scans } from './scans.ts';

export interface SessionCounts {
  files: number;
  bytes: number;
}

type SettleRequest = Extract<SenderMessage, { type: 'settle-folders' | 'remove' | 'respell' }>;

export interface ServingOptions {
  readonly channel: DataChannel<ReceiverMessage>;
  readonly admission: TransferAdmission;
  /** Of the destination folder, held open by `folders`. */
  readonly path: Buffer;
  /** Held by `folders` as well. */
  readonly unfinished: UnfinishedPlace;
  readonly folders: FolderThread;
  readonly audit: PeerAuditSetting;
  readonly counts: SessionCounts;
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
}

export class Serving implements AsyncDisposable {
  readonly #options: ServingOptions;
  readonly #scans: Scans;
  /** Until all that was sent has come, also when the peer has said that it sends no more. */
  lane: IncomingLane | undefined;
  #isLaneClosing = false;
  /** One request at a time, so that they do not pile up before a slow disk. */
  #isSettling = false;
  /** Folder work in the order in which it was asked for. */
  #settling: Promise<void> = Promise.resolve();
  #laneBytes = 0;

  constructor(options: ServingOptions) {
    this.#options = options;
    this.#scans = new Scans({ ...options, isTidying: true });
  }

  take(body: Buffer): void {
    const message = parseMessage(SenderMessage, body);
    switch (message.type) {
      case 'alive':
        return;
      case 'scan':
      case 'scan-more':
      case 'scan-stop':
        this.#scans.take(message);
        return;
      case 'open-lane':
        this.#openLane(message);
        return;
      case 'close-lane':
        this.#closeLane(message.frames);
        return;
      case 'echo':
        this.#options.channel.say({ type: 'echoed', id: message.id });
        return;
      case 'settle-folders':
      case 'remove':
      case 'respell':
        if (this.#isSettling) throw new Fault('bad-message', 'folder work was asked for while other work is under way');
        this.#isSettling = true;
        this.#settling = this.#settling
          .then(() => this.#settle(message))
          .catch((thrown: unknown) => this.#fail(thrown));
        return;
      default:
        message satisfies never;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      // What it still reads back is not waited for.
      this.lane?.[Symbol.asyncDispose](),
      this.#scans.ended(),
      this.#settling,
    ]);
  }

  #openLane({
    temporaryKey,
    checksum,
    verify,
    inplace,
    renames = false,
    blockSizeBytes,
    queueCapacity,
  }: Extract<SenderMessage, { type: 'open-lane' }>): void {
    if (this.lane !== undefined) throw new Fault('bad-message', 'a lane was asked for while another one is open');
    const { channel, path, unfinished, audit, counts } = this.#options;
    this.#laneBytes = 0;
    const lane = IncomingLane.open({
      root: path,
      temporaryKey,
      unfinished,
      checksum,
      verify,
      inplace,
      blockSizeBytes,
      queueCapacity,
      audit: { ...audit, checksum, renames },
      onRoom: ({ slots, writtenBytes, busy }) => {
        counts.bytes += writtenBytes - this.#laneBytes;
        this.#laneBytes = writtenBytes;
        channel.say({ type: 'room', slots, writtenBytes, busy });
      },
      onOutcomes: ({ syncedFiles, outcomes }) => {
        counts.files += syncedFiles;
        channel.frame('outcomes', bufferOf(outcomes));
      },
      onVerifying: ({ id, doneBytes }) => channel.say({ type: 'verifying', item: id, doneBytes }),
      onBroken: (fault) => this.#fail(fault),
    });
    this.lane = lane;
    channel.say({ type: 'lane-opened', slotBytes: lane.slotBytes, slots: lane.slots });
  }

  #closeLane(frames: number | undefined): void {
    const { lane } = this;
    if (lane === undefined || this.#isLaneClosing) throw new Fault('bad-message', 'no lane is open');
    this.#isLaneClosing = true;
    const finished = lane.finish(frames);
    const closed = async (): Promise<void> => {
      await finished;
      this.lane = undefined;
      this.#isLaneClosing = false;
      this.#options.channel.say({ type: 'lane-closed' });
    };
    this.#settling = this.#settling.then(closed).catch((thrown: unknown) => this.#fail(thrown));
  }

  async #settle(request: SettleRequest): Promise<void> {
    const failures = await this.#failures(request);
    this.#isSettling = false;
    this.#options.channel.say({ type: 'settled', id: request.id, failures: failures.map((one) => one ?? null) });
  }

  async #failures(request: SettleRequest): Promise<readonly Failure[]> {
    const { folders, admission } = this.#options;
    if (request.type === 'respell') return await folders.respell(pathBytes(request.path), request.clash);
    if (request.type === 'settle-folders') {
      return await folders.settle(request.folders.map((folder) => ({ ...folder, path: pathBytes(folder.path) })));
    }
    if (!admission.claims.mayDelete) {
      return request.removals.map(() => ({ code: 'refused', message: 'the grant does not allow removals' }));
    }
    return await folders.remove(request.removals.map(({ path, kind }) => ({ path: pathBytes(path), kind })));
  }

  #fail(thrown: unknown): void {
    const { channel, signal } = this.#options;
    if (signal.aborted) return;
    const fault = asFault(thrown);
    channel.say({ type: 'failure', fault: { code: fault.code, message: fault.message } });
    channel.endPolitely(fault);
  }
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
