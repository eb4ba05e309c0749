/**
 * One message from the moment that it is received: hidden from others for as long as what it tells of is under way, and
 * removed from the queue only when that is done. Nothing of it is stored: killed in between, the node gets it again from the
 * queue, and the hub knows what it has started for it.
 */
import type { ObjectAnswer, ObjectEvent } from '../../src/model/object-queue.ts';
import { type BackoffRule, backoffMs } from '../../src/runtime/backoff.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { readEvent } from './read-event.ts';
import type { QueuedMessage, SqsQueue } from './sqs-queue.ts';

export interface HeldMessageOptions {
  readonly message: QueuedMessage;
  /** The queue as it is open now. */
  readonly queue: () => Pick<SqsQueue, 'hide' | 'remove'>;
  readonly hiddenSeconds: number;
  /** Whether an object of this key is to be moved at all. */
  readonly isWanted: (key: string) => boolean;
  /** Resolves when its transfer has ended, however long that takes; the hub may go away and come back meanwhile. */
  readonly seeTo: (event: ObjectEvent, signal: AbortSignal) => Promise<ObjectAnswer>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export type MessageEnd =
  | { readonly kind: 'removed'; readonly why: string }
  /** It comes again, until the queue's own rule for dead letters takes it away. */
  | { readonly kind: 'left'; readonly reason: Fault }
  /** It was hidden for longer than SQS allows (12 hours), or somebody has removed it: nothing more is done about it here. */
  | { readonly kind: 'lost' };

type Verdict = Exclude<MessageEnd, { readonly kind: 'lost' }>;

/** Of what could not be moved, the next try: the queue counts them. */
const longestHiddenSeconds = 900;
const removal: BackoffRule = { firstMs: 200, maxMs: 5000 };
const mostRemovals = 5;

/** Throws the signal's reason, and why the message could not be removed. */
export async function holdMessage(options: HeldMessageOptions): Promise<MessageEnd> {
  const { message, queue, hiddenSeconds, signal } = options;
  const letGo = new AbortController();
  const hiding = keepHidden(options, letGo);
  try {
    const end = await verdictOf(options, AbortSignal.any([signal, letGo.signal]));
    if (end.kind === 'removed') return (await removed(options)) ? end : { kind: 'lost' };
    // No promise: if it cannot be said, the message comes again sooner.
    await queue()
      .hide(message, pauseSeconds(message, hiddenSeconds), signal)
      .catch(() => false);
    return end;
  } catch (thrown) {
    signal.throwIfAborted();
    if (letGo.signal.aborted) return { kind: 'lost' };
    throw thrown;
  } finally {
    letGo.abort(new Fault('interrupted', 'the message is seen to'));
    await hiding;
  }
}

async function verdictOf({ message, isWanted, seeTo }: HeldMessageOptions, signal: AbortSignal): Promise<Verdict> {
  const reading = readEvent(message.body);
  if (reading.kind === 'test') return { kind: 'removed', why: 'S3 has tested the notification' };
  if (reading.kind === 'unreadable') return { kind: 'left', reason: new Fault('event-unreadable', reading.why) };
  const wanted = reading.created.filter(({ key }) => isWanted(key));
  if (wanted.length === 0) {
    const [first] = reading.created.map(({ key }) => `${key} is not among the keys of this trigger`);
    return { kind: 'removed', why: shownName(first ?? `no object has come: ${reading.others.join(', ')}`) };
  }
  const answers = await Promise.all(wanted.map((event) => seeTo(event, signal)));
  const left = answers.find((answer) => answer.kind === 'left');
  if (left !== undefined) return { kind: 'left', reason: noted(left) };
  return { kind: 'removed', why: answers.map((answer) => (answer.kind === 'done' ? answer.by : '')).join(', ') };
}

/** Ends `letGo` when the message is not ours any more. */
async function keepHidden(
  { message, queue, hiddenSeconds, clock, signal }: HeldMessageOptions,
  letGo: AbortController,
) {
  const until = AbortSignal.any([signal, letGo.signal]);
  while (!until.aborted) {
    try {
      await clock.sleep((hiddenSeconds * 1000) / 3, until);
      if (!(await queue().hide(message, hiddenSeconds, until)))
        letGo.abort(new Fault('interrupted', 'the message is not ours any more'));
    } catch {
      // Once more in a moment: there are two more tries before it is seen again.
    }
  }
}

async function removed({ message, queue, clock, signal }: HeldMessageOptions): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await queue().remove(message, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      if (attempt === mostRemovals || !asFault(thrown).isRetryable) throw thrown;
      await clock.sleep(backoffMs(removal, attempt), signal);
    }
  }
}

function pauseSeconds({ deliveries }: QueuedMessage, hiddenSeconds: number): number {
  const rule = { firstMs: hiddenSeconds * 1000, maxMs: Math.max(longestHiddenSeconds, hiddenSeconds) * 1000 };
  return Math.ceil(backoffMs(rule, deliveries) / 1000);
}

/** As the hub says it. */
function noted({ reason: { code, message } }: Extract<ObjectAnswer, { readonly kind: 'left' }>): Fault {
  return new Fault('event-left', `${message} (${code})`);
}
