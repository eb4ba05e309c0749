/** What the hub knows of one node beside how it is: whom it moves files with, and what is still to be done. */
import { z } from 'zod';
import { TimeRange } from './progress.ts';
import { Transfer } from './transfer.ts';

/** Between the node and another place, which is a node or a connection; its own name for what stays on it. */
export const NodeLink = z.object({
  peer: z.string(),
  running: z.int(),
  /** What has not ended and does not run. */
  waiting: z.int(),
  /** Bytes a second, as seen from the node. */
  rateOut: z.number(),
  rateIn: z.number(),
  pendingFiles: z.number(),
  pendingBytes: z.number(),
});
export type NodeLink = z.infer<typeof NodeLink>;

export const mostNodeTransfers = 500;
export const mostNodeLinks = 1000;

export const NodeDetail = z.object({
  /** That have not ended and read or write there, newest first. */
  transfers: z.array(Transfer).max(mostNodeTransfers),
  total: z.int(),
  backlog: z.object({
    running: z.int(),
    waiting: z.int(),
    files: z.number(),
    bytes: z.number(),
    /** Until what runs is done; absent while something of it cannot tell. */
    etaSeconds: z.number().optional(),
    /** Where one number would say too much. */
    etaRange: TimeRange.optional(),
  }),
  /** By name. */
  links: z.array(NodeLink).max(mostNodeLinks),
});
export type NodeDetail = z.infer<typeof NodeDetail>;
