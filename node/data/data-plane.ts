/**
 * What the daemon's main thread asks of the data plane, and all that it hears of it. Bytes, TLS and file work stay in the
 * threads behind these two entry points; the main thread gets summaries by message.
 *
 *   startDataListener (data-listener.ts)      peers that send to this node
 *   startTransferThread (transfer-thread.ts)  one transfer that this node owns, to a folder of its own or of a peer
 */
import type { RoomMemory } from '../../src/engine/pipeline/room-slots.ts';
import type { Address } from '../../src/link/address.ts';
import type { Identity } from '../../src/link/identity.ts';
import type { FailedFile, Finding } from '../../src/model/finding.ts';
import type { Progress } from '../../src/model/progress.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Reach, ReachKind } from '../../src/model/reach.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { TransferOrder, TransferTotals } from '../../src/model/transfer.ts';
import type { FaultNote, RunningPhase, Wait } from '../../src/model/transfer-state.ts';
import type { PlanId, TransferId } from '../../src/runtime/identifier.ts';
import type { OrderedPlace } from '../ordered-places.ts';
import type { Root, RootedPath } from '../roots.ts';
import type { Summon } from './meet/summon-port.ts';
import type { Visit } from './receive/outgoing-visits.ts';

export interface DataListenerOptions {
  /** Port 0 takes any free one. Undefined listens nowhere: peers are served that this node was told to dial. */
  readonly listen: Address | undefined;
  /** `host:port` of the hub, where it meets those that it cannot dial. */
  readonly hub: string;
  /** Path of the socket at which threads of this node wait for peers (meet/home-place.ts). */
  readonly home: string;
  /** This node: grants must be made out to it. */
  readonly name: string;
  readonly identity: Identity;
  /** The hub's public key for grants, PEM, as it came with the enrolment. */
  readonly grantKey: string;
  readonly roots: readonly Root[];
  /** JSON Lines are appended here: every file that a peer published or removed on this node. */
  readonly auditFile: string;
  /** Memory of the node's own limit (src/engine/pipeline/rate-limiter.ts): what peers send counts for it, too. */
  readonly nodeLimiter: SharedArrayBuffer;
  /** How many may come in at once. */
  readonly maxTransfers: number;
  /** At most four times a second for each session, and once more at its end. */
  readonly onReceived: (summary: ReceivedSummary) => void;
  /** A peer was turned away: a line for the log and for the audit. */
  readonly onRefused: (refusal: Refusal) => void;
  /** The listening thread ended by itself: nothing is listening any more. At most once. */
  readonly onFailure: (reason: FaultNote) => void;
}

/** Throws `port-busy` when the address is taken. Disposing ends all sessions and frees the port. */
export type StartDataListener = (options: DataListenerOptions) => Promise<DataListener>;

export interface DataListener extends AsyncDisposable {
  /** The port in use, also where 0 was asked for; 0 where it listens nowhere. */
  readonly port: number;
  /** Dials somebody who cannot dial this node, and serves it. Resolves when it is there; throws why it cannot. */
  visit(visit: Visit): Promise<void>;
  /** New sessions use it at once; running ones keep what they have. */
  replaceIdentity(identity: Identity): void;
  /** The hub's clock minus this machine's: grants are dated by it. 0 until it is said. */
  setHubClock(aheadMs: number): void;
  /** Who shows one of these certificates is turned away, and turned out when it was let in before. */
  distrust(fingerprints: readonly string[]): void;
}

export interface ReceivedSummary {
  readonly transfer: TransferId;
  /** The node that sends. */
  readonly from: string;
  /** Published in this session. */
  readonly files: number;
  /** Of file contents, in this session. */
  readonly bytes: number;
  /** What the socket carried in this session: contents, frames and all. */
  readonly socketBytes: number;
  readonly isOver: boolean;
}

export interface Refusal {
  /** The holder of the certificate, or the address of somebody without one. */
  readonly from: string;
  readonly reason: FaultNote;
}

export interface MeetingWays {
  readonly hub: string;
  /** As the listener has it; undefined where peers cannot come to it. */
  readonly home: string | undefined;
  /** How the peer was reached the last time. */
  readonly last: ReachKind | undefined;
  /** Brings the peer. */
  readonly summon: Summon;
}

/** Of one transfer, or of one plan, and the other node in it. */
export type MeetingsOf = (about: TransferId | PlanId, peer: string) => MeetingWays | undefined;

export interface TransferThreadOptions {
  readonly order: TransferOrder;
  readonly source: OrderedPlace;
  /** Address, name and grant of a peer are those of the order. */
  readonly destination:
    | Extract<OrderedPlace, { readonly kind: 'store' }>
    | { readonly kind: 'local'; readonly path: RootedPath; readonly partialDir: RootedPath | undefined }
    | { readonly kind: 'peer'; readonly identity: Identity };
  /** How a peer is met that cannot be dialled; undefined where there is no other way. */
  readonly meeting: MeetingWays | undefined;
  /** SQLite; made if it is not there. */
  readonly backlogFile: string;
  /** JSON Lines are appended here. */
  readonly auditFile: string;
  /** SQLite (stores/uploads/upload-rows.ts); made when there is something to remember. */
  readonly uploadsFile: string;
  /** Of the node's own limit, which all transfers of the node share. */
  readonly nodeLimiter: SharedArrayBuffer;
  /** What it shares with others of its fan-out; undefined where it is alone. */
  readonly room: RoomMemory | undefined;
  readonly onPhase: (phase: RunningPhase) => void;
  /** The destination has no room; it goes on by itself, and says so with its phase. */
  readonly onWaiting: (wait: Wait) => void;
  /** How the peer was reached: once for each attempt, before anything of it. */
  readonly onReach: (reach: Reach) => void;
  /** Further connections could not be had: said once for each try. The transfer goes on with those that it has. */
  readonly onStreamFailed: (reason: FaultNote) => void;
  /** At most four times a second. */
  readonly onProgress: (progress: Progress) => void;
  /** Once for each file that failed for good in this run; the path is relative and escaped for a screen. */
  readonly onFileFailed: (failed: FailedFile) => void;
  /** What an operator should know and that is no failure of a file: as many as there are; the path as above. */
  readonly onFinding: (finding: Finding) => void;
}

/** Returns at once; everything that goes wrong is in the outcome. */
export type StartTransferThread = (options: TransferThreadOptions) => TransferThread;

/** What lets this node in at the peer of a transfer. */
export interface Pass {
  readonly identity: Identity;
  /** The hub's signed permission. */
  readonly grant: string;
}

/** Disposing stops the run and waits for its thread. */
export interface TransferThread extends AsyncDisposable {
  /** Never rejects. When it is there, the thread has let go of the backlog and of every file. */
  readonly outcome: Promise<TransferOutcome>;
  /** For pause, cancel and shutdown: ends cleanly within a second; what is not acknowledged stays pending in the backlog. */
  stop(): void;
  /** In force at once. */
  setLimit(limit: RateLimit | undefined): void;
  /** In force at once, and with the first connection where there is none yet. */
  setStreams(streams: Streams): void;
  /** Every further connection uses it; those that are open keep what they have. */
  renew(pass: Partial<Pass>): void;
}

export type TransferOutcome =
  /** `totals.failed` tells whether it is `completed` or `completed-with-errors`. */
  | { readonly kind: 'completed'; readonly totals: TransferTotals }
  /** It was told to stop before its end. */
  | { readonly kind: 'stopped' }
  /** Retryable (`node-unreachable`, `link-lost`, `disk-full`, …): start it again later, it resumes from its backlog. */
  | { readonly kind: 'failed'; readonly reason: FaultNote; readonly isRetryable: boolean };
