/** What `--streams` takes: how many connections carry the blocks of a transfer between two nodes. */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';

/** Connections of one transfer. */
export const mostStreams = 16;

/** `auto`: as many as the distance needs. */
export const Streams = z.union([z.literal('auto'), z.int().min(1).max(mostStreams)]);
export type Streams = z.infer<typeof Streams>;

/** Throws a `usage` fault that shows what would be right. */
export function parseStreams(text: string): Streams {
  const parsed = Streams.safeParse(/^\d+$/.test(text) ? Number(text) : text);
  if (parsed.success) return parsed.data;
  throw new Fault('usage', `'${text}' is not a number of streams: write auto, or 1 to ${mostStreams}`);
}
