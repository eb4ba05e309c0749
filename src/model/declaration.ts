/** What `longhaul hub --apply` declares, and what comes of it. A kind that the file does not name stays as it is. */
import { z } from 'zod';
import { Policies } from './policy.ts';

export const Declaration = z.strictObject({ policies: Policies.optional() });
export type Declaration = z.infer<typeof Declaration>;

export const DeclaredChange = z.object({
  kind: z.literal('policy'),
  name: z.string(),
  change: z.enum(['added', 'changed', 'removed']),
});
export type DeclaredChange = z.infer<typeof DeclaredChange>;
