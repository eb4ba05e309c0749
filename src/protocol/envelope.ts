/**
 * The outer text message of every control link: requests wait for a reply or a failure with the same id, notices wait for
 * nothing. The first message in each direction is `hello`.
 */
import { z } from 'zod';

/** A message larger than this closes the link before it is parsed. */
export const maxMessageBytes = 4 * 1024 * 1024;

const id = z.int().nonnegative();
export const Envelope = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    versions: z.array(z.int()).max(16),
    program: z.string().max(100),
    /** What of a transfer the speaker understands (transfer-wishes.ts); 0.1.0 does not say. */
    wishes: z.array(z.string().max(64)).max(256).optional(),
  }),
  z.object({ type: z.literal('request'), id, name: z.string().max(64), body: z.unknown() }),
  z.object({ type: z.literal('reply'), id, body: z.unknown() }),
  z.object({
    type: z.literal('failure'),
    id,
    fault: z.object({ code: z.string().max(64), message: z.string().max(4000) }),
  }),
  z.object({ type: z.literal('notice'), name: z.string().max(64), body: z.unknown() }),
]);
export type Envelope = z.infer<typeof Envelope>;
