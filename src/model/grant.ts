/**
 * A grant: the hub's signed word that one node may write one folder on another for one transfer. It travels as a JWT
 * (EdDSA) inside the mutual TLS between the two nodes; the receiving node checks it against the hub's grant key that it
 * got when it joined, and against its own roots, which have the last word.
 */
import { z } from 'zod';
import { PlanId, TransferId } from '../runtime/identifier.ts';
import { Location } from './location.ts';
import { PartialDir } from './partial-dir.ts';

export const grantIssuer = 'longhaul-hub';
/**
 * A day without the hub, and another one for clocks that differ: the hub renews the grants of what runs every few hours. A
 * transfer that was cancelled at a node that does not obey could go on writing for as long, into its one folder.
 */
export const grantLifetimeSeconds = 48 * 3600;
/** It is used at once, when the plan is asked for. */
export const lookLifetimeSeconds = 600;

/** The claims besides `iss`, `aud` (the receiving node), `iat` and `exp`. */
export const GrantClaims = z.object({
  transfer: TransferId,
  source: Location,
  destination: Location,
  /** Whether extras at the destination may be removed. */
  mayDelete: z.boolean(),
  /** Where else unfinished files may lie. */
  partialDir: PartialDir.optional(),
});
export type GrantClaims = z.infer<typeof GrantClaims>;

/**
 * The lesser grant of a plan: one node may see what another has below one folder, and change nothing. It names no
 * transfer, so that nobody takes it for a permission to write, not even a node that has never heard of plans.
 */
export const LookClaims = z.object({ plan: PlanId, source: Location, destination: Location });
export type LookClaims = z.infer<typeof LookClaims>;
