/** The first words to a peer, bounded in time: it opens a folder on whatever disk it has before it answers. */
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import type { DataChannel } from '../link/data-channel.ts';
import type { DataMessage } from '../link/message-text.ts';

/** Longer than a greeting may take. */
const welcomeLimitMs = 30_000;

export interface GreetOptions<Says extends DataMessage, Answer> {
  readonly channel: DataChannel<Says>;
  readonly greeting: Says;
  /** Rejects when the channel ends. */
  readonly answer: Promise<Answer>;
  readonly node: string;
  readonly signal: AbortSignal;
}

/** Ends the channel and throws `timeout`, why the peer turned us away, or the signal's reason. */
export async function greet<Says extends DataMessage, Answer>(options: GreetOptions<Says, Answer>): Promise<Answer> {
  const { channel, greeting, answer, node, signal } = options;
  const onAbort = (): void => channel.end(asFault(signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const late = setTimeout(
    () => channel.end(new Fault('timeout', `${node} did not open the folder in time`)),
    welcomeLimitMs,
  );
  try {
    channel.say(greeting);
    return await answer;
  } catch (thrown) {
    channel[Symbol.dispose]();
    throw thrown;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', onAbort);
  }
}
