/** A server as the hub knows it: who it is, what it offers, how it is. */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { RateLimit } from './rate-limit.ts';

export const NodeRoot = z.object({
  path: z.string(),
  isReadOnly: z.boolean(),
  /** Undefined when the root cannot be looked at (an unmounted share). */
  freeBytes: z.number().optional(),
  totalBytes: z.number().optional(),
});
export type NodeRoot = z.infer<typeof NodeRoot>;

export const NodeHealth = z.object({
  roots: z.array(NodeRoot).max(256),
  /** Share of all cores in use, 0 to 1. */
  cpu: z.number(),
  memoryUsedBytes: z.number(),
  memoryTotalBytes: z.number(),
  /** How many transfers it runs at once, and as many come in besides; 0.1.0 does not say. */
  maxTransfers: z.int().positive().optional(),
  /** When its program began, by its clock; 0.1.0 says neither this nor its limit. */
  startedAt: z.number().optional(),
  /** Of all that it sends, receives and copies; absent for none. */
  bwlimit: RateLimit.optional(),
  /** The node's clock when it said this; the hub derives the skew. */
  at: z.number(),
});
export type NodeHealth = z.infer<typeof NodeHealth>;

export const NodeRecord = z.object({
  name: NodeName,
  presence: z.enum(['online', 'offline']),
  /** When the presence last changed; milliseconds since 1970. */
  since: z.number(),
  version: z.string().optional(),
  /** `host:port` of its data port, undefined for a node that only dials out. */
  dataAddress: z.string().optional(),
  health: NodeHealth.optional(),
  /** Round trip between hub and node. */
  latencyMs: z.number().optional(),
  /** The node's clock minus the hub's. */
  clockSkewMs: z.number().optional(),
  running: z.int(),
  /** Bytes a second that its transfers send and receive now. */
  rateOut: z.number(),
  rateIn: z.number(),
  pendingFiles: z.number(),
});
export type NodeRecord = z.infer<typeof NodeRecord>;
