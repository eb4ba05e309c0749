/**
 * Console or script, and hub. The console dials, asks for what its screen shows (`watch`) and gets whole windows of it
 * whenever they changed, at most twice a second: a lost update is repaired by the next one.
 *
 *   console ── watch, browse, start, pause, … ──▶ hub
 *   console ◀── update (the watched windows that changed) ── hub
 */
import { z } from 'zod';
import { Alert, AlertList, AlertWish } from '../model/alert.ts';
import { ApiKeyRecord, ApiKeyRequest } from '../model/api-key.ts';
import { AuditWitness } from '../model/audit-anchor.ts';
import { AuditEntry } from '../model/audit-entry.ts';
import { AuditQuery } from '../model/audit-query.ts';
import { ConnectionRecord } from '../model/connection-record.ts';
import { SealingKey } from '../model/credential.ts';
import { Declaration, DeclaredChange } from '../model/declaration.ts';
import { FanOutRequest } from '../model/fan-out.ts';
import { FolderPage, FolderWish } from '../model/folder-listing.ts';
import { FolderSize, FolderSizeWish } from '../model/folder-size.ts';
import { Location, NodeName } from '../model/location.ts';
import { LogPage, LogQuery } from '../model/log-page.ts';
import { MemberList } from '../model/member-list.ts';
import { NodeDetail } from '../model/node-detail.ts';
import { NodeRecord } from '../model/node-record.ts';
import { NotificationRecord } from '../model/notification-record.ts';
import { PlanAnswer, PlanRequest } from '../model/plan-request.ts';
import { HolderKind, Role } from '../model/principal.ts';
import { Priority } from '../model/priority.ts';
import { TimeRange } from '../model/progress.ts';
import { RateLimit } from '../model/rate-limit.ts';
import { Streams } from '../model/streams.ts';
import { Template } from '../model/template.ts';
import { Transfer, TransferRequest } from '../model/transfer.ts';
import { TransferCourse } from '../model/transfer-course.ts';
import { TransferFilePage } from '../model/transfer-file.ts';
import { FaultNote } from '../model/transfer-state.ts';
import { TemplateRecord, TriggerRecord } from '../model/trigger-record.ts';
import { TransferId } from '../runtime/identifier.ts';
import { renewal } from './renewal.ts';
import type { Side } from './side.ts';

const aboutTransfer = { request: z.object({ transfer: TransferId }), reply: Transfer };
const page = { offset: z.int().nonnegative(), limit: z.int().min(1).max(1000) };

export const TransferWindow = z.object({ transfers: z.array(Transfer), total: z.int() });
export type TransferWindow = z.infer<typeof TransferWindow>;

/** `active` is everything that has not ended, `failed` what failed or left files behind; 0.1.0 does not know that. Newest first. */
export const TransferFilter = z.enum(['all', 'active', 'ended', 'failed']);
export type TransferFilter = z.infer<typeof TransferFilter>;

/** Rates in bytes a second, oldest first, one every `stepMs`; the last one ends now. */
export const RateSeries = z.object({ stepMs: z.number(), rates: z.array(z.number()).max(1000) });
export type RateSeries = z.infer<typeof RateSeries>;

export const HubOverview = z.object({
  nodesOnline: z.int(),
  nodes: z.int(),
  running: z.int(),
  queued: z.int(),
  /** Ended with errors or failed in the last 24 hours. */
  failed: z.int(),
  rate: z.number(),
  pending: z.object({ files: z.number(), bytes: z.number() }),
  /** Until everything that runs is done; undefined while one of them cannot tell. */
  etaSeconds: z.number().optional(),
  /** The same where one number would say too much; without `toSeconds` one of them cannot tell, or is still scanning. */
  etaRange: TimeRange.optional(),
  throughput: RateSeries,
});
export type HubOverview = z.infer<typeof HubOverview>;

/** What a screen shows. Each `watch` replaces the one before. */
export const Watch = z.object({
  overview: z.boolean(),
  nodes: z.boolean(),
  transfers: z.object({ filter: TransferFilter, ...page }).optional(),
  transfer: TransferId.optional(),
  /** A hub of 0.1.0 does not know them. */
  alerts: z.boolean().optional(),
  /** How often at most it is told what changed; a hub of 0.1.0 keeps to 500. */
  everyMs: z.int().min(250).max(10_000).optional(),
});
export type Watch = z.infer<typeof Watch>;

/** Names what takes long, for who asked and for as long as its link is up. */
const LookId = z.uuid();

export const consoleToHub = {
  requests: {
    'who-am-i': {
      request: z.object({}),
      reply: z.object({ name: z.string(), role: Role, hub: z.string(), version: z.string() }),
    },
    watch: { request: Watch, reply: z.object({}) },
    'list-nodes': { request: z.object({}), reply: z.object({ nodes: z.array(NodeRecord) }) },
    /** What one moves, with whom, and what is still to be done; a hub of 0.1.0 does not know the request. */
    'show-node': { request: z.object({ node: NodeName }), reply: NodeDetail },
    'list-transfers': { request: z.object({ filter: TransferFilter, ...page }), reply: TransferWindow },
    'show-transfer': aboutTransfer,
    /** What it has been through, and its chain; a hub of 0.1.0 does not know the request. */
    'show-course': { request: z.object({ transfer: TransferId }), reply: TransferCourse },
    'list-files': {
      request: z.object({
        transfer: TransferId,
        /** A hub of 0.1.0 does not know `noted`. */
        status: z.enum(['pending', 'synced', 'failed', 'noted']).optional(),
        ...page,
      }),
      reply: TransferFilePage,
    },
    'start-transfer': { request: TransferRequest, reply: Transfer },
    /** One transfer for each destination, in their order; when one of them is refused, none is started. */
    'start-fan-out': { request: FanOutRequest, reply: z.object({ transfers: z.array(Transfer) }) },
    /** One transfer for each destination of the template; a hub that has no such template has the code `name-unknown`. */
    'start-template': {
      request: z.object({
        template: NodeName,
        /** Of its variables; the others have their defaults. */
        set: z.record(z.string().max(100), z.string().max(1000)),
        key: TransferRequest.shape.key,
      }),
      reply: z.object({ transfers: z.array(Transfer) }),
    },
    'list-templates': { request: z.object({}), reply: z.object({ templates: z.array(TemplateRecord) }) },
    /** As if it had been declared beside the others; `name-taken` where one is not to be replaced. A hub of 0.1.0 does not know it. */
    'keep-template': {
      request: z.object({ template: Template, isReplacing: z.boolean() }),
      reply: z.object({}),
    },
    'list-triggers': { request: z.object({}), reply: z.object({ triggers: z.array(TriggerRecord) }) },
    /** As if it had been declared so; a hub of 0.1.0 does not know the request. */
    'switch-trigger': {
      request: z.object({ trigger: NodeName, enabled: z.boolean() }),
      reply: z.object({}),
    },
    'list-notifications': {
      request: z.object({}),
      reply: z.object({ notifications: z.array(NotificationRecord) }),
    },
    /** Delivers an event of nothing, at once; the fault says why not. `remark` is what should be known nevertheless. */
    'test-notification': {
      request: z.object({ notification: NodeName }),
      reply: z.object({ remark: z.string().optional() }),
    },
    /** What it would do. Answered when both sides were looked at, however long that takes; who leaves does not wait. */
    'plan-transfer': { request: PlanRequest.extend({ look: LookId.optional() }), reply: PlanAnswer },
    /** Who asked does not wait any more. Nothing happens when it is answered already; a hub of 0.1.0 does not know the request. */
    'stop-looking': { request: z.object({ look: LookId }), reply: z.object({}) },
    'pause-transfer': aboutTransfer,
    'resume-transfer': aboutTransfer,
    'cancel-transfer': aboutTransfer,
    /** One that has ended begins again under its id, from its backlog; one that is `waiting` makes its next attempt now. */
    'retry-transfer': aboutTransfer,
    /** Null is no limit. An owner that is away learns of it when it is back. */
    'limit-transfer': { request: z.object({ transfer: TransferId, bwlimit: RateLimit.nullable() }), reply: Transfer },
    /** Its place in the queue; what runs goes on. An owner that is away learns of it when it is back. */
    'prioritise-transfer': { request: z.object({ transfer: TransferId, priority: Priority }), reply: Transfer },
    /** Of one that has not begun; null is at once. A hub of 0.1.0 does not know the request. */
    'reschedule-transfer': {
      request: z.object({ transfer: TransferId, startAt: z.int().nonnegative().nullable() }),
      reply: Transfer,
    },
    /** Of connections from node to node. An owner that is away learns of it when it is back. */
    'set-streams': { request: z.object({ transfer: TransferId, streams: Streams }), reply: Transfer },
    browse: {
      request: z.object({
        location: Location,
        /** Of a place in a connection: who is to look. */
        via: NodeName.optional(),
        ...FolderWish.shape,
      }),
      reply: FolderPage,
    },
    /**
     * How much lies below a folder, or below some of its entries. Answered soon with what is counted so far: who asks again
     * under the same name is told how far it is. A hub of 0.1.0 does not know it.
     */
    'measure-folder': {
      request: FolderSizeWish.extend({
        location: Location,
        /** Of a place in a connection: who is to look. */
        via: NodeName.optional(),
      }),
      reply: FolderSize,
    },
    'list-connections': { request: z.object({}), reply: z.object({ connections: z.array(ConnectionRecord) }) },
    /** Whether a place in a connection can be read (if not, that is the fault) and written to, and who looked. */
    'check-store': {
      request: z.object({ location: Location, via: NodeName.optional() }),
      reply: z.object({ node: NodeName, writing: FaultNote.optional() }),
    },
    /** Of a node, or of the hub by the name `hub`. A page that waits for lines answers with none when none came in time. */
    'read-log': { request: LogQuery.extend({ node: NodeName }), reply: LogPage },
    /** What needs a person now. Only admins are told of certificates. A hub of 0.1.0 does not know the request, nor the next. */
    'list-alerts': { request: z.object({}), reply: AlertList },
    /** For everybody who is shown it, until it is worse, comes again, or what was said is over. */
    'answer-alert': { request: z.object({ alert: Alert.shape.id, wish: AlertWish }), reply: z.object({}) },
    invite: {
      request: z.object({ kind: z.enum(['node', 'user']), name: NodeName, role: Role.optional() }),
      /** Milliseconds since 1970. */
      reply: z.object({ token: z.string(), expiresAt: z.number() }),
    },
    /** Invitations for this name that nobody has used let nobody in from now on. */
    'withdraw-token': {
      request: z.object({ kind: z.enum(['node', 'user']), name: NodeName }),
      /** How many were open until now. */
      reply: z.object({ tokens: z.int() }),
    },
    'list-members': { request: z.object({}), reply: MemberList },
    'make-api-key': {
      request: ApiKeyRequest,
      /** The key itself is shown this once. */
      reply: ApiKeyRecord.extend({ key: z.string() }),
    },
    /** Those that open something. */
    'list-api-keys': { request: z.object({}), reply: z.object({ keys: z.array(ApiKeyRecord) }) },
    /** A node's or user's certificates, or an API key, open nothing from now on. Without `kind` the name must be of one of these only. */
    revoke: {
      request: z.object({ kind: HolderKind.optional(), name: NodeName }),
      /** How many certificates (of a key: keys) were good until now, and which transfers ended by it. */
      reply: z.object({ kind: HolderKind, certificates: z.int(), transfers: z.array(TransferId) }),
    },
    'renew-certificate': renewal,
    /** Declares all of each kind that is named: what is in force and not declared is removed. */
    apply: {
      request: z.object({ declaration: Declaration, isDryRun: z.boolean() }),
      reply: z.object({ changes: z.array(DeclaredChange) }),
    },
    /** Without any secret. */
    export: { request: z.object({}), reply: Declaration },
    /** What a credential for this node is sealed to, before it leaves who declares it, and the latest version that there is. */
    'sealing-key': {
      request: z.object({ node: NodeName }),
      reply: z.object({ key: SealingKey, newest: z.int().nonnegative() }),
    },
    /** What nodes remember of the audit trail: the ends that they were told. */
    'audit-witness': { request: z.object({}), reply: AuditWitness },
    'list-audit': {
      request: AuditQuery.extend(page),
      /** `total` is how many lines there are in all, or, of a search, how many it has found. */
      reply: z.object({ entries: z.array(AuditEntry), total: z.int() }),
    },
  },
  notices: {},
} as const satisfies Side;

export const hubToConsole = {
  requests: {},
  notices: {
    /** Only the watched windows that changed since the last update; `at` is the hub's clock. */
    update: z.object({
      at: z.number(),
      overview: HubOverview.optional(),
      nodes: z.array(NodeRecord).optional(),
      /** Says which window it is: one that was on its way when another was asked for is told apart. */
      transfers: TransferWindow.extend({ filter: TransferFilter, offset: page.offset }).optional(),
      transfer: z.object({ transfer: Transfer, throughput: RateSeries }).optional(),
      alerts: AlertList.optional(),
    }),
  },
} as const satisfies Side;
