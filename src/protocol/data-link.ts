/**
 * Two nodes on one TLS connection, for one transfer. The node that owns the transfer dials and sends; the other one
 * receives, and believes nothing but the certificate, the hub's signature on the grant and its own roots.
 *
 *   sender ── hello (grant) ─────────────────────────────▶ receiver
 *          ◀───────────────────── welcome, or failure and the end ──
 *          ── scan ──▶          ◀── listing frames, as many as were asked for ── scanned
 *          ── open-lane ──▶     ◀── lane-opened (room for so many blocks frames)
 *          ◀── pace (how fast it may be), from the admission on, whenever the receiver's limit says something else ──
 *          ── blocks frames ──▶ ◀── room (places given back) · outcomes frames (durable under the final name)
 *          ── settle-folders, remove, respell ──▶ ◀── settled
 *          ── echo ──▶          ◀── echoed (how far the receiver is)
 *
 *   Further connections of the same sender carry blocks frames of the same lane, and nothing else:
 *
 *   sender ── join (grant, session) ─────────────────────▶ receiver
 *          ◀────────────────────── joined, or failure and the end ──
 *          ── blocks frames ──▶
 *          ── leave ──▶ the connection may end; an end without it is the end of the session
 *
 *   To plan a transfer it only looks, and there is nothing it could say that changes anything:
 *
 *   sender ── look (grant) ──────────────────────────────▶ receiver
 *          ◀─ seen (what is there, and on what file system), or failure and the end ──
 *          ── scan ──▶          ◀── listing frames … scanned
 *          ── try-names ──▶     ◀── tried (names that are too long)
 *
 *   both   ── alive ──▶ every few seconds, whatever the disks do; silence ends the connection
 *
 * These are the control messages; the frames around them and the binary ones are those of block-frame.ts. A message that
 * is not known ends the connection with `bad-message`: both sides agreed on a version in the first one.
 */
import { z } from 'zod';
import { PathName } from '../model/path-name.ts';
import { NameHandling } from '../model/plan.ts';
import { ChecksumName, maxBlockSizeBytes, minBlockSizeBytes } from '../model/transfer-options.ts';
import { PlanId, TransferId } from '../runtime/identifier.ts';

export const dataVersions = [1, 2, 3] as const;
/** The version in which blocks may be holes; before it they are sent as zeros. */
export const holesSince = 2;
/** The version that knows `verify` and `inplace` of open-lane and the `partialDir` of a grant, and says `verifying`. */
export const waysOfWritingSince = 2;
/** The version in which a receiver says how fast it may be sent to. */
export const paceSince = 2;
/** The version in which several connections carry a lane, frames of blocks are counted, and a sender may ask for an echo. */
export const streamsSince = 3;
export const aliveEveryMs = 4000;
export const silenceLimitMs = 12_000;
/** From the TCP connection to a grant that holds. */
export const greetingLimitMs = 10_000;
/** Entries of one settle-folders or remove: with the longest legal paths they fit into one control message. */
export const maxEntries = 100;
/** Of a scan, sent and not yet taken: folders, or parts of large ones. */
export const maxListingsAhead = 128;

const alive = z.object({ type: z.literal('alive') });
const id = z.int().nonnegative();
/** Nanoseconds since 1970. */
const nanoseconds = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform((text) => BigInt.asIntN(64, BigInt(text)));
const listings = z.int().positive().max(maxListingsAhead);
const kind = z.enum(['file', 'folder', 'link', 'other']);
/** With a `name-clash`: so many names of the path lead to an entry that has another last name there. 0.1.0 has no clashes. */
export const NameClashFacts = z.object({ depth: z.int().positive(), kept: PathName });
const failure = z.object({
  code: z.string().max(64),
  message: z.string().max(8000),
  clash: NameClashFacts.exactOptional(),
});

const versions = z.array(z.int()).max(16);
const grant = z.string().max(16 * 1024);

export const Hello = z.object({
  type: z.literal('hello'),
  versions,
  transfer: TransferId,
  grant,
  /** Of the backlog: by it the receiver knows what earlier sessions of it have left behind. 0.1.0 did not say. */
  temporaryKey: z.string().max(1000).optional(),
});
export type Hello = z.infer<typeof Hello>;

/** `session`: which one, as its welcome said. */
export const Join = z.object({
  type: z.literal('join'),
  versions,
  transfer: TransferId,
  grant,
  session: z.string().min(1).max(100),
});
export type Join = z.infer<typeof Join>;

export const Look = z.object({ type: z.literal('look'), versions, plan: PlanId, grant });
export type Look = z.infer<typeof Look>;

export const Greeting = z.discriminatedUnion('type', [Hello, Join, Look]);

const scanMessages = [
  z.object({ type: z.literal('scan'), scan: id, temporaryKey: z.string().max(1000), listings }),
  z.object({ type: z.literal('scan-more'), scan: id, listings }),
  z.object({ type: z.literal('scan-stop'), scan: id }),
] as const;
const ScanMessage = z.discriminatedUnion('type', scanMessages);
export type ScanMessage = z.infer<typeof ScanMessage>;

/** After a `join`. */
export const StreamMessage = z.discriminatedUnion('type', [alive, z.object({ type: z.literal('leave') })]);
export type StreamMessage = z.infer<typeof StreamMessage>;

/** After a `look`. */
export const LookMessage = z.discriminatedUnion('type', [
  alive,
  ...scanMessages,
  z.object({ type: z.literal('try-names'), id, names: z.array(PathName).max(maxEntries) }),
]);
export type LookMessage = z.infer<typeof LookMessage>;

/** After a `hello`. */
export const SenderMessage = z.discriminatedUnion('type', [
  alive,
  ...scanMessages,
  z.object({
    type: z.literal('open-lane'),
    temporaryKey: z.string().max(1000),
    checksum: ChecksumName,
    /** Each file is read back before it is published. */
    verify: z.boolean().default(false),
    /** A file that is there is written into. */
    inplace: z.boolean().default(false),
    /** Files have other paths at the source, which are not told: the receiver's audit log does not name them. */
    renames: z.boolean().optional(),
    blockSizeBytes: z.int().min(minBlockSizeBytes).max(maxBlockSizeBytes),
    queueCapacity: z.int().min(2).max(1000),
  }),
  /** `frames`: how many blocks frames there were; the last ones may still be on their way on other connections. */
  z.object({ type: z.literal('close-lane'), frames: z.int().nonnegative().optional() }),
  z.object({ type: z.literal('echo'), id }),
  z.object({
    type: z.literal('settle-folders'),
    id,
    folders: z.array(z.object({ path: PathName, mtimeNs: nanoseconds, atimeNs: nanoseconds })).max(maxEntries),
  }),
  z.object({ type: z.literal('remove'), id, removals: z.array(z.object({ path: PathName, kind })).max(maxEntries) }),
  /** Asked of those who tell of a clash, to which it gives the wanted name; answered by `settled` with one entry. */
  z.object({ type: z.literal('respell'), id, path: PathName, clash: NameClashFacts }),
]);
export type SenderMessage = z.infer<typeof SenderMessage>;

const endMessages = [
  /** The connection ends after it. */
  z.object({ type: z.literal('failure'), fault: failure }),
  z.object({ type: z.literal('scanned'), scan: id, fault: failure.optional() }),
] as const;
const ScanReply = z.discriminatedUnion('type', endMessages);
export type ScanReply = z.infer<typeof ScanReply>;

/** After a `look`. */
export const LookAnswer = z.discriminatedUnion('type', [
  alive,
  z.object({
    type: z.literal('seen'),
    version: z.int(),
    isMissing: z.boolean(),
    caseHandling: NameHandling,
    normalForms: NameHandling,
    freeBytes: z.number(),
    mtimeGrainNs: nanoseconds,
  }),
  ...endMessages,
  z.object({ type: z.literal('tried'), id, refused: z.array(z.boolean()).max(maxEntries) }),
]);
export type LookAnswer = z.infer<typeof LookAnswer>;

/** After a `join`. */
export const StreamAnswer = z.discriminatedUnion('type', [
  alive,
  z.object({ type: z.literal('joined'), version: z.int() }),
  z.object({ type: z.literal('failure'), fault: failure }),
]);
export type StreamAnswer = z.infer<typeof StreamAnswer>;

/** After a `hello`. */
export const ReceiverMessage = z.discriminatedUnion('type', [
  alive,
  /** `folder`: which one the destination is; another text when a new one took its place. 0.1.0 did not say. */
  z.object({
    type: z.literal('welcome'),
    version: z.int(),
    mtimeGrainNs: nanoseconds,
    folder: z.string().max(100).default(''),
    /** By it further connections of the sender find this session; before version 3 there are none. */
    session: z.string().max(100).default(''),
  }),
  z.object({ type: z.literal('echoed'), id }),
  ...endMessages,
  /** `slotBytes`: the longest body of a blocks frame. `slots`: how many may be under way. */
  z.object({ type: z.literal('lane-opened'), slotBytes: z.int().positive(), slots: z.int().positive() }),
  z.object({ type: z.literal('lane-closed') }),
  /**
   * `writtenBytes`: of file contents, since the lane was opened. `busy`: milliseconds in which the disk was written, or read
   * back, and in which the processor was short; a receiver of 0.1.0 does not say it.
   */
  z.object({
    type: z.literal('room'),
    slots: z.int().positive(),
    writtenBytes: z.number(),
    busy: z.object({ diskMs: z.number(), processorMs: z.number() }).optional(),
  }),
  /** How fast this connection may be at most, both ways together: its share of the receiver's limit. Null is no limit. */
  z.object({ type: z.literal('pace'), bytesPerSecond: z.int().positive().nullable() }),
  /** Written, and being read back: how far, a few times a second. */
  z.object({ type: z.literal('verifying'), item: z.number(), doneBytes: z.number() }),
  z.object({ type: z.literal('settled'), id, failures: z.array(failure.nullable()).max(maxEntries) }),
]);
export type ReceiverMessage = z.infer<typeof ReceiverMessage>;
