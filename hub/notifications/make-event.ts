/** The events that notifications tell: of a transfer that has ended, and of nothing, to try one. */
import { randomUUID } from 'node:crypto';
import { formatLocation } from '../../src/model/location.ts';
import type { NotifiedState } from '../../src/model/notification.ts';
import {
  type EndedTransfer,
  type FailedFileNote,
  mostNamedFiles,
  type NotificationEvent,
} from '../../src/model/notification-event.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import type { FailureStore } from '../transfers/failure-store.ts';
import type { StoredTransfer } from '../transfers/transfer-store.ts';

export interface EventPlace {
  readonly notification: string;
  /** Where this hub can be reached. */
  readonly hub: string;
  readonly at: number;
}

/** Longer ones say no more: a node may write what it likes. */
const longestText = 2000;

export function testEvent(place: EventPlace): NotificationEvent {
  const text = `test of the notification ${place.notification} of ${place.hub}`;
  return { ...place, id: randomUUID(), event: 'test', text };
}

export function endEvent(transfer: EndedTransfer, place: EventPlace): NotificationEvent {
  return { ...place, id: randomUUID(), event: 'transfer-ended', text: lineOf(transfer), transfer };
}

/** `state` is that of a transfer that has ended. */
export function endedTransfer(transfer: StoredTransfer, failures: FailureStore): EndedTransfer {
  const { id, fanOut, name, source, destination, state, createdBy, startedBy } = transfer;
  const { createdAt, startedAt, endedAt, totals } = transfer;
  return {
    id,
    ...(fanOut !== undefined && { fanOut }),
    name,
    from: formatLocation(source),
    to: formatLocation(destination),
    state: state.kind as NotifiedState,
    ...(state.kind === 'failed' && { reason: state.reason }),
    createdBy,
    ...(startedBy !== undefined && { startedBy }),
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
    endedAt: endedAt ?? createdAt,
    ...(totals !== undefined && { totals }),
    failedFiles: failedFiles(transfer, failures),
  };
}

function failedFiles({ id, state }: StoredTransfer, failures: FailureStore): EndedTransfer['failedFiles'] {
  const { files, total } = failures.page(id, { offset: 0, limit: mostNamedFiles });
  const first = files.flatMap(({ path, error }): FailedFileNote[] =>
    error === undefined ? [] : [{ path: String(path), code: error.code, message: error.message.slice(0, longestText) }],
  );
  return { total: Math.max(total, state.kind === 'completed-with-errors' ? state.failedFiles : 0), first };
}

/** `failed: dailies (T-42), fs1:/srv/a -> fs2:/srv/a: the node does not answer (node-unreachable)`. */
function lineOf({ state, name, id, from, to, reason, failedFiles: { total } }: EndedTransfer): string {
  const files = total > 0 ? `: ${total} ${total === 1 ? 'file' : 'files'} failed` : '';
  const why = reason === undefined ? files : `: ${shownMessage(reason.message)} (${reason.code})`;
  return `${state}: ${shownName(name)} (${id}), ${shownName(from)} -> ${shownName(to)}${why}`.slice(0, longestText);
}
