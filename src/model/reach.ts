/** How two nodes came together for a transfer or a plan, and why not in a better way. */
import { z } from 'zod';

/**
 * From the best to the last resort: the owner dials its peer; the peer dials the owner; both dial the hub, which passes on
 * what it cannot read.
 */
export const reachKinds = ['direct', 'reversed', 'relayed'] as const;

export const Reach = z.object({
  kind: z.enum(reachKinds),
  /** Why each better way failed, in one line; nothing to say of `direct`. */
  why: z.string().max(2000).optional(),
});
export type Reach = z.infer<typeof Reach>;
export type ReachKind = Reach['kind'];

/** `reversed: fs2 does not answer on 10.0.0.2:7401`. */
export function reachText({ kind, why }: Reach): string {
  return why === undefined ? kind : `${kind}: ${why}`;
}
