/** What `--max-delete` takes: the most files that a clean-up may remove. */
import { z } from 'zod';

/** A number of files, or a share of the files at the destination. */
export const DeletionLimit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('files'), files: z.int().nonnegative() }),
  z.object({ kind: z.literal('share'), share: z.number().min(0).max(1) }),
]);
export type DeletionLimit = z.infer<typeof DeletionLimit>;

export function parseDeletionLimit(text: string, context: z.RefinementCtx): DeletionLimit {
  const [, digits, percent] = /^(\d{1,15})(%?)$/.exec(text) ?? [];
  if (digits === undefined || (percent === '%' && Number(digits) > 100)) {
    context.addIssue('write a number of files, or a share such as 50%');
    return z.NEVER;
  }
  return percent === '%' ? { kind: 'share', share: Number(digits) / 100 } : { kind: 'files', files: Number(digits) };
}
