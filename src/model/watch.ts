/** A watched folder, as a node is to watch it. What it starts is the hub's business. */
import { z } from 'zod';
import { shownName } from '../runtime/names.ts';
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

/** Files that have settled and that a program still has open for writing: they count when it closes them. */
const BeingWritten = z.object({ files: z.int().positive(), first: z.string() });
export type BeingWritten = z.infer<typeof BeingWritten>;

/** How a folder is watched at the moment. */
export const WatchStanding = z.discriminatedUnion('kind', [
  /** The kernel says what changes. */
  z.object({ kind: z.literal('events'), beingWritten: BeingWritten.optional() }),
  /** It is looked at every so often, for this reason. */
  z.object({
    kind: z.literal('looks'),
    everySeconds: z.number(),
    reason: FaultNote,
    beingWritten: BeingWritten.optional(),
  }),
  /** It cannot be looked at; tried again. */
  z.object({ kind: z.literal('failing'), reason: FaultNote }),
]);
export type WatchStanding = z.infer<typeof WatchStanding>;

/** For operators. */
export function writtenText({ files, first }: BeingWritten): string {
  const others = files === 1 ? '' : ` and ${files - 1} more`;
  return `still open for writing: ${shownName(first)}${others}`;
}
