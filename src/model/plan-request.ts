/** Asking what a transfer would do, and the answer: as somebody asks the hub, and as the hub asks the node that would own it. */
import { z } from 'zod';
import { PlanId } from '../runtime/identifier.ts';
import { Plan, PlanFinding } from './plan.ts';
import { OrderedPeer, OrderedStores, TransferRequest } from './transfer.ts';

export const PlanRequest = TransferRequest.pick({ source: true, destination: true, via: true, options: true });
export type PlanRequest = z.infer<typeof PlanRequest>;

export const PlanOrder = PlanRequest.extend({
  plan: PlanId,
  /** Absent when there is no other node in it; its grant is one to look (grant.ts). */
  peer: OrderedPeer.optional(),
  stores: OrderedStores.optional(),
});
export type PlanOrder = z.infer<typeof PlanOrder>;

/** Findings that are told one by one; the plan counts them all. */
export const mostFindings = 1000;

export const PlanAnswer = z.object({ plan: Plan, findings: z.array(PlanFinding).max(mostFindings) });
export type PlanAnswer = z.infer<typeof PlanAnswer>;
