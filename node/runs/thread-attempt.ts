/** An attempt as a thread of its own: the main thread only hears summaries and says stop. */
import type { Identity } from '../../src/link/identity.ts';
import { type Reach, reachText } from '../../src/model/reach.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { MeetingsOf, StartTransferThread, TransferThread, TransferThreadOptions } from '../data/data-plane.ts';
import type { AttemptOptions, RunAttempt } from './attempt.ts';
import type { ReadingRooms } from './reading-rooms.ts';

export interface ThreadAttemptOptions {
  readonly startTransferThread: StartTransferThread;
  /** As it is when an attempt begins. */
  readonly identity: () => Identity;
  readonly auditFile: string;
  readonly uploadsFile: string;
  /** The node's own limit, shared by all transfers. */
  readonly nodeLimiter: SharedArrayBuffer;
  readonly meetingsOf: MeetingsOf;
  readonly rooms: ReadingRooms;
  readonly onReach: (peer: string, reach: Reach) => void;
  readonly log: Logger;
}

export interface ThreadAttempts {
  readonly run: RunAttempt;
  /** Attempts under way use it for their further connections. */
  replaceIdentity(identity: Identity): void;
}

export function threadAttempts({
  startTransferThread,
  identity,
  meetingsOf,
  rooms,
  onReach,
  log,
  ...shared
}: ThreadAttemptOptions): ThreadAttempts {
  const underWay = new Set<TransferThread>();
  const endOf = (
    place: AttemptOptions['destination'],
    partialDir: AttemptOptions['partialDir'],
  ): TransferThreadOptions['destination'] => {
    if (place === undefined) return { kind: 'peer', identity: identity() };
    return place.kind === 'store' ? place : { kind: 'local', path: place.path, partialDir };
  };
  const run: RunAttempt = async ({ order, source, destination, partialDir, backlogFile, observer, signal }) => {
    let reach: Reach | undefined;
    using room = rooms.enter(order);
    await using thread = startTransferThread({
      ...shared,
      room: room.memory,
      order,
      source,
      destination: endOf(destination, partialDir),
      meeting: meetingsOf(order.id, order.destination.node),
      backlogFile,
      onReach: (found) => {
        reach = found;
        onReach(order.destination.node, found);
        log.info({ transfer: order.id, reach }, `${order.id} reaches ${order.destination.node} ${reachText(found)}`);
      },
      onStreamFailed: (reason) =>
        log.warn({ transfer: order.id, reason }, `${order.id} has no more connections: ${reason.message}`),
      onPhase: (phase) => observer.onPhase(phase),
      onWaiting: (wait) => observer.onWaiting(wait),
      onProgress: (progress) => observer.onProgress(reach === undefined ? progress : { ...progress, reach }),
      onFileFailed: (failed) => observer.onFileFailed(failed),
      onFinding: (finding) => observer.onFinding(finding),
    });
    underWay.add(thread);
    observer.onStarted({
      setLimit: (limit) => thread.setLimit(limit),
      setStreams: (streams) => thread.setStreams(streams),
      setGrant: (grant) => thread.renew({ grant }),
    });
    const stop = (): void => thread.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const outcome = await thread.outcome;
      if (outcome.kind === 'completed') return { kind: 'done', totals: outcome.totals };
      if (outcome.kind === 'failed') return { kind: 'fault', reason: outcome.reason, isRetryable: outcome.isRetryable };
      return { kind: 'stopped' };
    } finally {
      underWay.delete(thread);
      signal.removeEventListener('abort', stop);
    }
  };
  return {
    run,
    replaceIdentity: (next) => {
      for (const thread of underWay) thread.renew({ identity: next });
    },
  };
}
