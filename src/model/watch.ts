/** A watched folder, as a node is to watch it. What it starts is the hub's business. */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { maxSettleSeconds, Selection } from './selection.ts';
import { FaultNote } from './transfer-state.ts';

export const mostWatches = 1000;

/** A file counts when nothing of it was changed for so long. */
export const SettleSeconds = z.number().min(1).max(maxSettleSeconds);

export const Watch = z.object({
  /** Of the trigger. */
  name: NodeName,
  /** Below a root of the node. */
  folder: z.string().startsWith('/').max(4096),
  settleSeconds: SettleSeconds,
  /** What counts; absent is everything. */
  selection: Selection.optional(),
});
export type Watch = z.infer<typeof Watch>;

/** How a folder is watched at the moment. */
export const WatchStanding = z.discriminatedUnion('kind', [
  /** The kernel says what changes. */
  z.object({ kind: z.literal('events') }),
  /** It is looked at every so often, for this reason. */
  z.object({ kind: z.literal('looks'), everySeconds: z.number(), reason: FaultNote }),
  /** It cannot be looked at; tried again. */
  z.object({ kind: z.literal('failing'), reason: FaultNote }),
]);
export type WatchStanding = z.infer<typeof WatchStanding>;
