/** A transfer as the hub keeps it and shows it, and the order that makes a node run it. */
import { z } from 'zod';
import { TransferId } from '../runtime/identifier.ts';
import { Connection } from './connection.ts';
import { FindingCounts } from './finding.ts';
import { Location, NodeName } from './location.ts';
import { Priority } from './priority.ts';
import { Count, Progress } from './progress.ts';
import { StartedBy } from './started-by.ts';
import { TransferOptions } from './transfer-options.ts';
import { TransferState } from './transfer-state.ts';

/** What someone asks for. */
export const TransferRequest = z.object({
  name: z.string().min(1).max(200).optional(),
  source: Location,
  destination: Location,
  options: TransferOptions,
  /** The node that moves the files, where both ends are connections. */
  via: NodeName.optional(),
  /** The same key never starts twice: asking again answers with the transfer that it started. */
  key: z.string().min(1).max(200).optional(),
  /** Absent is normal. */
  priority: Priority.optional(),
  /** Not before this time by the hub's clock, milliseconds since 1970; absent, or a time that has gone by, is now. */
  startAt: z.int().nonnegative().optional(),
});
export type TransferRequest = z.infer<typeof TransferRequest>;

/** What is left of a run when it has ended. */
export const TransferTotals = z.object({
  copied: Count,
  skipped: Count,
  failed: Count,
  deleted: Count,
  /** `copied` with the runs before the last that were interrupted; 0.1.0 does not say it. */
  copiedInAll: Count.optional(),
  /**
   * Of the source, as the scan of this run saw it: symbolic links with `--links skip`; sockets, pipes and devices. The
   * audit log names each. 0.1.0 did not count them.
   */
  leftOut: z.object({ links: z.number(), special: z.number() }).optional(),
  durationMs: z.number(),
});
export type TransferTotals = z.infer<typeof TransferTotals>;

export const Transfer = z.object({
  id: TransferId,
  /** The first of those that were started together from one source (fan-out.ts); absent where it was alone. */
  fanOut: TransferId.optional(),
  name: z.string(),
  source: Location,
  destination: Location,
  options: TransferOptions,
  /** The node that drives it, where that is not the source's: its source is a connection. */
  owner: NodeName.optional(),
  /** Absent is normal. */
  priority: Priority.optional(),
  /** As it was asked for; absent is at once. */
  startAt: z.number().optional(),
  /** How long after `startAt` its node was told, where that was more than a minute. */
  lateMs: z.number().optional(),
  state: TransferState,
  /** What was asked for while its node was away, and is handed on when the node is back. */
  asked: z.enum(['pause', 'resume', 'cancel']).optional(),
  createdBy: z.string(),
  /** Absent where its places were named by who asked for it. */
  startedBy: StartedBy.optional(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** When it was last started again after it had ended. */
  retriedAt: z.number().optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  totals: TransferTotals.optional(),
  /** What its node has noticed that is no failure; absent when there is none. */
  findings: FindingCounts.optional(),
  /** The latest its node reported; kept in memory only, absent after a restart of the hub until the node reports again. */
  progress: Progress.optional(),
});
export type Transfer = z.infer<typeof Transfer>;

/** The node that keeps the backlog and drives the transfer to its end. */
export function ownerOf({ source, owner }: Pick<Transfer, 'source' | 'owner'>): string {
  return owner ?? source.node;
}

/** The node at the other end, and how it is reached. */
export const OrderedPeer = z.object({
  node: NodeName,
  /** `host:port` of its data port; absent when it has none: 0.1.0 cannot be told so. */
  address: z.string().optional(),
  /** The hub's signed permission for exactly this (grant.ts). */
  grant: z.string(),
});

/** The ends that are connections, as they were declared when the order was made. 0.1.0 knows none. */
export const OrderedStores = z.object({ source: Connection.optional(), destination: Connection.optional() });
export type OrderedStores = z.infer<typeof OrderedStores>;

/** Everything a node needs to run a transfer with the hub away. */
export const TransferOrder = z.object({
  id: TransferId,
  /** Those of one fan-out share what they read. 0.1.0 does not know of it, and reads for each. */
  fanOut: TransferId.optional(),
  name: z.string(),
  source: Location,
  destination: Location,
  options: TransferOptions,
  /** Absent is normal. */
  priority: Priority.optional(),
  createdBy: z.string(),
  /**
   * Or when it was started again after its end. Tells apart two transfers of one id, also those of a hub that was set back to an
   * earlier database and gives its numbers again.
   */
  createdAt: z.number(),
  /** Absent when there is no other node in it. */
  peer: OrderedPeer.optional(),
  /** Absent when both ends are nodes. */
  stores: OrderedStores.optional(),
});
export type TransferOrder = z.infer<typeof TransferOrder>;
