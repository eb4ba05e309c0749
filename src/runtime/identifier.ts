/** Ids that cannot be mixed up, and how each is made. */
import { z } from 'zod';

/** `T-48213`: short enough to say aloud; numbered by the hub that keeps the transfer. */
export const TransferId = z
  .string()
  .regex(/^T-[1-9][0-9]{0,14}$/, { error: 'a transfer id looks like T-42' })
  .brand<'TransferId'>();
export type TransferId = z.infer<typeof TransferId>;

/** Of one look at what a transfer would do, from its question to its answer. */
export const PlanId = z.uuid().brand<'PlanId'>();
export type PlanId = z.infer<typeof PlanId>;

export function transferId(number: number): TransferId {
  return TransferId.parse(`T-${number}`);
}

export function transferNumber(id: TransferId): number {
  return Number(id.slice(2));
}
