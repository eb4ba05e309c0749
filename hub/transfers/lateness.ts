/** How late a transfer with a start time began. */
import type { StoredTransfer } from './transfer-store.ts';

/** Below it nobody needs to be told. */
const onTimeMs = 60_000;

/** How long after its start time the owner was told, because the hub or the owner was away or full; undefined when on time. */
export function latenessOf({ startAt, orderedAt }: Pick<StoredTransfer, 'startAt' | 'orderedAt'>): number | undefined {
  if (startAt === undefined || orderedAt === undefined) return undefined;
  const lateMs = orderedAt - startAt;
  return lateMs > onTimeMs ? lateMs : undefined;
}
