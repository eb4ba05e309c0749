/**
 * A queue of SQS in which a bucket says what was put into it: how a node is to poll it, what a message of it says of one
 * object, and what the hub makes of that.
 */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { Selection } from './selection.ts';
import { FaultNote } from './transfer-state.ts';

export const mostQueues = 100;

/** Messages that a node holds at once. */
export const AtOnce = z.int().min(1).max(100);

/** As AWS and its like name queues: `https://sqs.eu-central-1.amazonaws.com/123456789012/new-objects`. */
export const QueueUrl = z
  .url({
    protocol: /^https?$/,
    error: 'a queue is a URL, for example https://sqs.eu-central-1.amazonaws.com/1234/NAME',
  })
  .max(1000)
  .refine(hasOnlyPath, { error: 'the URL of a queue has a path, and neither a user nor anything after ? or #' })
  .overwrite((text) => URL.parse(text)?.href.replace(/\/+$/, '') ?? text);

/** As a node is to poll it. */
export const ObjectQueue = z.object({
  /** Of the trigger. */
  name: NodeName,
  queue: QueueUrl,
  region: z.string().min(1).max(64),
  /** Absent is what the node's own environment has. */
  credential: NodeName.optional(),
  /** Keys that do not begin with it start nothing. */
  prefix: z.string().max(1024).optional(),
  /** Of those, which keys do; absent is every one. */
  selection: Selection.optional(),
  atOnce: AtOnce,
});
export type ObjectQueue = z.infer<typeof ObjectQueue>;

/** An object that was put into a bucket. */
export const ObjectEvent = z.object({
  bucket: z.string().min(1).max(255),
  /** As it is, not as URLs have it. */
  key: z.string().min(1).max(1024),
  /** Tells events of one object apart; of those that are hexadecimal the later one is greater (`rankOf`). */
  sequencer: z.string().min(1).max(200),
  /** When it was put there, milliseconds since 1970. */
  at: z.int().nonnegative().max(8.64e15),
});
export type ObjectEvent = z.infer<typeof ObjectEvent>;

/** What became of an object's transfer: only what is done may leave the queue. */
export const ObjectAnswer = z.discriminatedUnion('kind', [
  /** `by` is the transfer: `T-42`. */
  z.object({ kind: z.literal('done'), by: z.string() }),
  z.object({ kind: z.literal('left'), reason: FaultNote }),
]);
export type ObjectAnswer = z.infer<typeof ObjectAnswer>;

/** How a queue is polled at the moment. Times in milliseconds since 1970. */
export const QueueStanding = z.object({
  /** Polled without a failure since then; absent while it cannot be. */
  since: z.number().optional(),
  /** Messages whose transfers have not ended. */
  held: z.int().nonnegative(),
  /** That wait in the queue, as it says itself: roughly; absent where it does not say. */
  waiting: z.int().nonnegative().optional(),
  lastEventAt: z.number().optional(),
  /** The last thing that went wrong, be it with the queue or with one message. */
  lastError: z.object({ at: z.number(), reason: FaultNote }).optional(),
});
export type QueueStanding = z.infer<typeof QueueStanding>;

/** `sqs.eu-central-1.amazonaws.com` says it; other servers take any. */
export function regionOf(queue: string): string {
  const { hostname } = new URL(queue);
  return (
    /(?:^|\.)sqs(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com|api\.aws)/.exec(hostname)?.[1] ?? 'us-east-1'
  );
}

/** Comparable text of a sequencer, where it is one of S3: shorter ones are as if they had zeros at their end. */
export function rankOf(sequencer: string): string | undefined {
  return /^[0-9a-f]{1,40}$/i.test(sequencer) ? sequencer.toUpperCase().padEnd(40, '0') : undefined;
}

/** What is no URL at all is said to be that. */
function hasOnlyPath(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return true;
  const { username, password, search, hash, pathname } = url;
  return [username, password, search, hash].every((part) => part === '') && pathname !== '/';
}
