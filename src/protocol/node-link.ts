/**
 * Hub and node. The node dials. The hub orders and asks; the node tells how it is, and delivers reports: facts that it
 * keeps until the hub has stored them.
 *
 *   hub ── start, pause, resume, cancel, limit, streams, prioritise, browse, files, plan, come-to-meet, pace ──▶ node
 *   hub ◀── presence, health, progress (latest only), reports (each exactly once, in order), summon-peer ── node
 */
import { z } from 'zod';
import { AuditAnchor, mostAnchors } from '../model/audit-anchor.ts';
import { Connection } from '../model/connection.ts';
import { CredentialSeal, mostCredentials, SealingKey } from '../model/credential.ts';
import { FindingNews } from '../model/finding.ts';
import { FolderPage, FolderWish } from '../model/folder-listing.ts';
import { FolderSize, FolderSizeWish } from '../model/folder-size.ts';
import { NodeName } from '../model/location.ts';
import { LogPage, LogQuery } from '../model/log-page.ts';
import { NodeHealth } from '../model/node-record.ts';
import { mostQueues, ObjectAnswer, ObjectEvent, ObjectQueue, QueueStanding } from '../model/object-queue.ts';
import { PlanAnswer, PlanOrder } from '../model/plan-request.ts';
import { Priority } from '../model/priority.ts';
import { Progress } from '../model/progress.ts';
import { RateLimit } from '../model/rate-limit.ts';
import { reachKinds } from '../model/reach.ts';
import { RevokedCertificate } from '../model/revocation.ts';
import { Streams } from '../model/streams.ts';
import { TransferOrder, TransferTotals } from '../model/transfer.ts';
import { TransferFilePage } from '../model/transfer-file.ts';
import { FaultNote, TransferState } from '../model/transfer-state.ts';
import { mostWatches, Watch, WatchStanding } from '../model/watch.ts';
import { PlanId, TransferId } from '../runtime/identifier.ts';
import { Ticket } from './meeting.ts';
import { renewal } from './renewal.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const aboutTransfer = { request: z.object({ transfer: TransferId }), reply: nothing };

/** The number counts up per node, without gaps. */
const report = z.object({
  number: z.int().positive(),
  /** The node's clock, milliseconds since 1970. */
  at: z.number(),
});

/** A fact about a transfer. */
export const Report = report.extend({
  transfer: TransferId,
  /** Of the transfer, as its order says: a hub that was set back gives numbers again. 0.1.0 does not say it. */
  createdAt: z.number().optional(),
  fact: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('state'),
      state: TransferState,
      totals: TransferTotals.optional(),
      /** A hub of 0.1.0 passes over them. */
      findings: FindingNews.optional(),
    }),
    z.object({
      kind: z.literal('file-failed'),
      path: z.string(),
      reason: FaultNote,
      /** Whether the backlog has it as a failed file, as `list-files` shows it; folders it does not. 0.1.0 does not say. */
      isPending: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('refused'), reason: FaultNote }),
  ]),
});
export type Report = z.infer<typeof Report>;

/** A fact about a watched folder. Only a hub that handed out watches is ever told one. */
export const WatchReport = report.extend({
  watch: NodeName,
  fact: z.discriminatedUnion('kind', [
    /** Something below the folder has settled that was not there, or not the same, when it fired last. */
    z.object({ kind: z.literal('watch-fired') }),
    z.object({ kind: z.literal('watch-stands'), standing: WatchStanding }),
  ]),
});
export type WatchReport = z.infer<typeof WatchReport>;

export const NodeReport = z.union([Report, WatchReport]);
export type NodeReport = z.infer<typeof NodeReport>;

export const NotedRefusal = z.object({
  /** The holder of the certificate and its address, or the address alone. */
  from: z.string().max(300),
  reason: FaultNote,
  count: z.int().positive(),
});
export type NotedRefusal = z.infer<typeof NotedRefusal>;

export const hubToNode = {
  requests: {
    /**
     * Ordered again, nothing begins anew: the node takes the newest address and grant of the peer, reports how the
     * transfer stands, and if that waits, tries now: the hub orders again when the peer is back.
     */
    'start-transfer': { request: z.object({ order: TransferOrder }), reply: nothing },
    'pause-transfer': aboutTransfer,
    'resume-transfer': aboutTransfer,
    'cancel-transfer': aboutTransfer,
    /** In force at once, and kept with the order. Null is no limit. */
    'limit-transfer': { request: z.object({ transfer: TransferId, bwlimit: RateLimit.nullable() }), reply: nothing },
    /** Its place in the queue, kept with the order. A node of 0.1.0 does not know the request. */
    'prioritise-transfer': { request: z.object({ transfer: TransferId, priority: Priority }), reply: nothing },
    /** The same for how many connections there are to be. 0.1.0 knows of none. */
    'set-streams': { request: z.object({ transfer: TransferId, streams: Streams }), reply: nothing },
    browse: {
      request: z.object({
        path: z.string().startsWith('/').max(4096),
        ...FolderWish.shape,
      }),
      reply: FolderPage,
    },
    /** Of a place in a store that this node may use. 0.1.0 does not know it. */
    'browse-store': {
      request: z.object({
        connection: Connection,
        path: z.string().startsWith('/').max(4096),
        ...FolderWish.shape,
      }),
      reply: FolderPage,
    },
    /** How much lies below a folder: answered within half a second with what is counted so far. 0.1.0 does not know it. */
    'measure-folder': {
      request: FolderSizeWish.extend({ path: z.string().startsWith('/').max(4096) }),
      reply: FolderSize,
    },
    /** The same of a place in a store that this node may use. */
    'measure-store': {
      request: FolderSizeWish.extend({ connection: Connection, path: z.string().startsWith('/').max(4096) }),
      reply: FolderSize,
    },
    /** Writes a file of no bytes there and removes it. 0.1.0 does not know it. */
    'try-store': {
      request: z.object({ connection: Connection, path: z.string().startsWith('/').max(4096) }),
      reply: z.object({ writing: FaultNote.optional() }),
    },
    'list-files': {
      request: z.object({
        transfer: TransferId,
        status: z.enum(['pending', 'synced', 'failed']).optional(),
        offset: z.int().nonnegative(),
        limit: z.int().min(1).max(1000),
      }),
      reply: TransferFilePage,
    },
    /** Answered when both sides were looked at, however long that takes; the end of the link ends it. */
    'make-plan': { request: z.object({ order: PlanOrder }), reply: PlanAnswer },
    /** What it has logged lately. 0.1.0 does not know it. */
    'read-log': { request: LogQuery, reply: LogPage },
    /** What its clock shows, milliseconds since 1970. 0.1.0 does not know it. */
    'tell-time': { request: nothing, reply: z.object({ now: z.number() }) },
    /** Nobody waits for it any more. */
    'stop-plan': { request: z.object({ plan: PlanId }), reply: nothing },
    /** The end of the audit trail at this time, to be kept and never changed. A node of 0.1.0 does not know the request. */
    'keep-anchor': { request: z.object({ anchor: AuditAnchor }), reply: nothing },
    /** All that it was told. */
    'list-anchors': {
      request: z.object({}),
      reply: z.object({ anchors: z.array(AuditAnchor).max(mostAnchors) }),
    },
    /**
     * Certificates of other nodes that open nothing any more: all that have not expired at every contact, each once more when
     * it is revoked. Kept on the node's disk when it answers. A node of 0.1.0 does not know the request.
     */
    'distrust': { request: z.object({ certificates: z.array(RevokedCertificate).max(10_000) }), reply: nothing },
    /**
     * All credentials that are sealed to this node (credential-seal.ts), at every contact and every change; it keeps them as
     * they are and answers with those that it cannot open. Never asked of a node that said no sealing key.
     */
    'keep-credentials': {
      request: z.object({
        credentials: z
          .array(CredentialSeal.pick({ version: true, text: true }).extend({ name: NodeName }))
          .max(mostCredentials),
      }),
      reply: z.object({ unopened: z.array(z.object({ name: NodeName, reason: FaultNote })).max(mostCredentials) }),
    },
    /**
     * All folders that it is to watch, at every contact and every change. Kept on its disk when it answers: it watches while
     * the hub is away, too. 0.1.0 knows of none.
     */
    'keep-watches': { request: z.object({ watches: z.array(Watch).max(mostWatches) }), reply: nothing },
    /**
     * All queues that it is to poll, at every contact and every change. Not stored: it polls while the hub is there. A node
     * of 0.1.0 does not know the request.
     */
    'keep-queues': { request: z.object({ queues: z.array(ObjectQueue).max(mostQueues) }), reply: nothing },
    /** Answered when the node is at the meeting place (meeting.ts). One of 0.1.0 does not know it. */
    'come-to-meet': {
      request: z.object({
        ticket: Ticket,
        /** Who waits there. */
        node: NodeName,
        /** `host:port` of its data port; absent when the place is the hub. */
        address: z.string().max(300).optional(),
      }),
      reply: nothing,
    },
  },
  notices: {
    /** How often the node is to tell of progress from here on, until the link ends. 0.1.0 passes over it. */
    'progress-pace': z.object({ everyMs: z.int().min(100).max(60_000) }),
  },
} as const satisfies Side;

/** How often a node tells of progress that was not asked for anything else. */
export const usualProgressMs = 250;

export const nodeToHub = {
  requests: {
    /** First request after hello: what this node is and offers. The hub answers with its own name for the log. */
    introduce: {
      request: z.object({
        version: z.string().max(50),
        /** Undefined for `--listen none`. */
        dataAddress: z.string().max(300).optional(),
        health: NodeHealth,
        /** Transfers that this node still has to end; the hub compares with its ledger. */
        unfinished: z.array(TransferId).max(100_000),
        /** What is sealed to it opens on this node alone. 0.1.0 has none. */
        sealingKey: SealingKey.optional(),
      }),
      /**
       * `reportsUpTo` is the number of the last report of this node that the hub has: the node goes on after it. `now` is the
       * hub's clock, by which certificates are dated; a hub of 0.1.0 does not say it, and renews none.
       */
      reply: z.object({ version: z.string(), reportsUpTo: z.int().nonnegative(), now: z.number().optional() }),
    },
    'renew-certificate': renewal,
    /** Who was turned away at the data port since it was last said, for the audit trail. */
    'report-refusals': { request: z.object({ refusals: z.array(NotedRefusal).max(200) }), reply: nothing },
    /** In order; the hub stores them in one transaction and answers with the last number it has. */
    'deliver-reports': {
      request: z.object({ reports: z.array(NodeReport).max(500) }),
      reply: z.object({ upTo: z.int() }),
    },
    /**
     * A queue tells of an object. Answered when its transfer has ended, however long that takes: what was started for it is
     * found again by who asks again. Only a hub that handed out the queue is ever asked.
     */
    'see-to-object': { request: z.object({ trigger: NodeName, event: ObjectEvent }), reply: ObjectAnswer },
    /**
     * The peer of a transfer, or of a plan, of this node is to come: to the data port of this node, or to the hub. Answered
     * when it is there, or with why it cannot. A hub of 0.1.0 does not know it.
     */
    'summon-peer': {
      request: z.object({
        about: z.union([TransferId, PlanId]),
        kind: z.enum(reachKinds).exclude(['direct']),
        ticket: Ticket,
      }),
      reply: nothing,
    },
  },
  notices: {
    health: NodeHealth,
    /** How its queues are polled: all of them, whenever that has changed, at most once a second. */
    queues: z.object({
      queues: z.array(z.object({ name: NodeName, standing: QueueStanding })).max(mostQueues),
    }),
    /** All running transfers of this node in one message, as often as the hub wants it and at most four times a second. */
    progress: z.object({
      transfers: z
        .array(
          z.object({
            transfer: TransferId,
            /** As in a report. */
            createdAt: z.number().optional(),
            state: TransferState,
            progress: Progress,
          }),
        )
        .max(10_000),
    }),
  },
} as const satisfies Side;
