/** The events that notifications tell: of a transfer that has ended, of one that waits, and of nothing, to try one. */
import { randomUUID } from 'node:crypto';
import { formatLocation } from '../../src/model/location.ts';
import {
  type EndedTransfer,
  type FailedFileNote,
  mostNamedFiles,
  type NotificationEvent,
  type WaitingTransfer,
} from '../../src/model/notification-event.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { shownMessage, shownName } from '../../src/runtime/names.ts';
import { formatDuration } from '../../src/runtime/units.ts';
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

/** `transfer` is one that waits. */
export function waitEvent(transfer: StoredTransfer, waitingSince: number, place: EventPlace): NotificationEvent {
  const { id, name, source, destination, state } = transfer;
  if (state.kind !== 'waiting') throw new Error(`${id} does not wait`);
  const { reason, nextAttemptAt } = state;
  const [from, to] = [source, destination].map((location) => shownName(formatLocation(location)));
  const since = formatDuration((place.at - waitingSince) / 1000);
  const text = `waiting for ${since}: ${shownName(name)} (${id}), ${from} -> ${to}${whyOf(reason)}`.slice(
    0,
    longestText,
  );
  const waiting: WaitingTransfer = { ...wordsOf(transfer), state: 'waiting', reason, waitingSince, nextAttemptAt };
  return { ...place, id: randomUUID(), event: 'transfer-waits', text, transfer: waiting };
}

/** `state` is that of a transfer that has ended. */
export function endedTransfer(transfer: StoredTransfer, failures: FailureStore): EndedTransfer {
  const { state, createdAt, endedAt, totals } = transfer;
  return {
    ...wordsOf(transfer),
    state: state.kind as EndedTransfer['state'],
    ...(state.kind === 'failed' && { reason: state.reason }),
    endedAt: endedAt ?? createdAt,
    ...(totals !== undefined && { totals }),
    failedFiles: failedFiles(transfer, failures),
  };
}

/** Of whichever state. */
function wordsOf(transfer: StoredTransfer) {
  const { id, fanOut, name, source, destination, createdBy, startedBy, createdAt, startedAt } = transfer;
  return {
    id,
    ...(fanOut !== undefined && { fanOut }),
    name,
    from: formatLocation(source),
    to: formatLocation(destination),
    createdBy,
    ...(startedBy !== undefined && { startedBy }),
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
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
  const why = reason === undefined ? files : whyOf(reason);
  return `${state}: ${shownName(name)} (${id}), ${shownName(from)} -> ${shownName(to)}${why}`.slice(0, longestText);
}

function whyOf({ message, code }: FaultNote): string {
  return `: ${shownMessage(message)} (${code})`;
}
