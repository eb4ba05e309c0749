/** An attempt as a thread of its own: the main thread only hears summaries and says stop. */
import type { Identity } from '../../src/link/identity.ts';
import { type Reach, reachText } from '../../src/model/reach.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { MeetingsOf, StartTransferThread } from '../data/data-plane.ts';
import type { AttemptEnd, RunAttempt } from './attempt.ts';

export interface ThreadAttemptOptions {
  readonly startTransferThread: StartTransferThread;
  /** As it is when an attempt begins. */
  readonly identity: () => Identity;
  readonly auditFile: string;
  /** The node's own limit, shared by all transfers. */
  readonly nodeLimiter: SharedArrayBuffer;
  readonly meetingsOf: MeetingsOf;
  readonly onReach: (peer: string, reach: Reach) => void;
  readonly log: Logger;
}

export function threadAttempts({
  startTransferThread,
  identity,
  meetingsOf,
  onReach,
  log,
  ...shared
}: ThreadAttemptOptions): RunAttempt {
  return async ({ order, source, destination, partialDir, backlogFile, observer, signal }): Promise<AttemptEnd> => {
    let reach: Reach | undefined;
    await using thread = startTransferThread({
      ...shared,
      order,
      source,
      destination:
        destination === undefined
          ? { kind: 'peer', identity: identity() }
          : { kind: 'local', path: destination, partialDir },
      meeting: meetingsOf(order.id, order.destination.node),
      backlogFile,
      onReach: (found) => {
        reach = found;
        onReach(order.destination.node, found);
        log.info({ transfer: order.id, reach }, `${order.id} reaches ${order.destination.node} ${reachText(found)}`);
      },
      onPhase: (phase) => observer.onPhase(phase),
      onWaiting: (wait) => observer.onWaiting(wait),
      onProgress: (progress) => observer.onProgress(reach === undefined ? progress : { ...progress, reach }),
      onFileFailed: ({ path, reason }) => observer.onFileFailed(path, reason),
      onFinding: ({ path, reason }) => observer.onFinding(path, reason),
    });
    observer.onStarted(thread);
    const stop = (): void => thread.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const outcome = await thread.outcome;
      if (outcome.kind === 'completed') return { kind: 'done', totals: outcome.totals };
      if (outcome.kind === 'failed') return { kind: 'fault', reason: outcome.reason, isRetryable: outcome.isRetryable };
      return { kind: 'stopped' };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}
