/**
 * How long the audit trail was at some time, and what its last row's hash was. Nodes keep what they are told, so that whoever
 * can write the hub's database cannot make the trail another one, or a shorter one, without its being seen.
 */
import { z } from 'zod';
import { NodeName } from './location.ts';

export const AuditAnchor = z.object({
  /** Of the last row. */
  number: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was said, by the hub's clock; milliseconds since 1970. */
  at: z.number(),
});
export type AuditAnchor = z.infer<typeof AuditAnchor>;

/** What the nodes that are attached remember, and who could not be asked. */
export const AuditWitness = z.object({
  anchors: z.array(AuditAnchor.extend({ node: NodeName })),
  asked: z.array(NodeName),
  away: z.array(NodeName),
});
export type AuditWitness = z.infer<typeof AuditWitness>;

/** A node keeps so many, the latest; one an hour is more than a year. */
export const mostAnchors = 10_000;
