/**
 * What a node notices of single files while it runs a transfer, and that is no failure: a pipe that was left out, a name that is
 * a folder on one side only. All are counted by their codes; the first ones are named.
 */
import { z } from 'zod';
import type { FaultNote } from './transfer-state.ts';

/** Of one transfer. */
export const mostNamedFindings = 100;

export const Finding = z.object({
  /** As it may be shown. */
  path: z.string(),
  code: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** Given up, which is a failure. */
export interface FailedFile {
  /** As it may be shown. */
  readonly path: string;
  readonly reason: FaultNote;
  /** The backlog has it as a failed file; it has no row of a folder, nor of what could not be removed. */
  readonly isPending: boolean;
}

/** By code. */
export const FindingCounts = z.record(z.string(), z.int().positive());
export type FindingCounts = z.infer<typeof FindingCounts>;

/** What has come since it was last told. */
export const FindingNews = z.object({
  /** A scan has begun that finds everything anew: what was told before does not count any more. */
  isAnew: z.boolean(),
  counts: FindingCounts,
  named: z.array(Finding).max(mostNamedFindings),
});
export type FindingNews = z.infer<typeof FindingNews>;

export function addCounts(one: FindingCounts, other: FindingCounts): FindingCounts {
  const sum = { ...one };
  for (const [code, count] of Object.entries(other)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
}

/** `4: not-regular 3, holes-filled 1`; the most frequent first. */
export function findingText(counts: FindingCounts): string {
  const kinds = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  return `${total}: ${kinds.map(([code, count]) => `${code} ${count}`).join(', ')}`;
}
