/** What started a transfer, where it was not somebody who named its places. */
import { z } from 'zod';
import { NodeName } from './location.ts';

export const StartedBy = z.object({
  template: NodeName,
  /** Absent where a person has started the template. */
  trigger: NodeName.optional(),
  /** Of the template's variables, `date` and `time` among them. */
  values: z.record(z.string(), z.string()),
});
export type StartedBy = z.infer<typeof StartedBy>;
