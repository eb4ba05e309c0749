/** Transfers that are to start later: what is said of them until then, and how late they were. */
import type { TransferState } from '../../src/model/transfer-state.ts';
import type { StoredTransfer } from './transfer-store.ts';

/** Below it nobody needs to be told. */
const onTimeMs = 60_000;

/** The state, with the start time as its reason while that is to come. */
export function withReason({ state, startAt }: StoredTransfer, now: number): TransferState {
  if (state.kind !== 'queued' || startAt === undefined || startAt <= now) return state;
  const message = `starts at ${new Date(startAt).toISOString()}`;
  return { kind: 'queued', reason: { code: 'start-time', message, startsAt: startAt } };
}

/** How long after its start time the owner was told, because the hub or the owner was away; undefined when that was on time. */
export function latenessOf({ startAt, orderedAt }: StoredTransfer): number | undefined {
  if (startAt === undefined || orderedAt === undefined) return undefined;
  const lateMs = orderedAt - startAt;
  return lateMs > onTimeMs ? lateMs : undefined;
}
