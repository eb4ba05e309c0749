/** What a transfer would do, found by the same two scans and the same comparison, changing nothing on either side. */
import { z } from 'zod';
import { Count } from './progress.ts';
import { FaultNote } from './transfer-state.ts';

/** Whether two spellings name one entry. `unknown`: there was no entry to ask for. */
export const NameHandling = z.enum(['folds', 'keeps', 'unknown']);
export type NameHandling = z.infer<typeof NameHandling>;

/**
 * - `name-clash`: two names of one folder that the target takes for the same (`isCertain`), or would if it folds names;
 * - `name-too-long`: the target refuses the name;
 * - `in-the-way`: a folder on one side and no folder on the other;
 * - `not-regular`: a socket, pipe or device, which is not copied;
 * - `link-skipped`: a symbolic link, with `--links skip`;
 * - `partial-dir-skipped`: a folder of the source that is called as `--partial-dir` says, which is not copied;
 * - `unreadable`: a folder that cannot be listed, on either side: the plan does not know what is below it;
 * - `rename-refused`: the rules of `--rename` give the file no path below the target. Older programs do not know it: it is
 *   counted where there is one.
 */
const kindsOfAllPlans = [
  'name-clash',
  'name-too-long',
  'in-the-way',
  'not-regular',
  'link-skipped',
  'partial-dir-skipped',
  'unreadable',
] as const;
const findingKinds = [...kindsOfAllPlans, 'rename-refused'] as const;
export const FindingKind = z.enum(findingKinds);
export type FindingKind = z.infer<typeof FindingKind>;

export const PlanFinding = z.object({
  finding: FindingKind,
  /** As they may be shown; two for a name clash. */
  paths: z.array(z.string()),
  isCertain: z.boolean(),
  message: z.string(),
});
export type PlanFinding = z.infer<typeof PlanFinding>;

export const mostRenamedShown = 100;

/** Counts to begin with. */
export function noFindings(): Partial<Record<FindingKind, number>> {
  return Object.fromEntries(kindsOfAllPlans.map((kind) => [kind, 0]));
}

export const TimeRange = z.object({ fromSeconds: z.number(), toSeconds: z.number() });
export type TimeRange = z.infer<typeof TimeRange>;

/** As they may be shown, in the source or, of `extra`, at the destination. */
export const PlanExamples = z.object({
  new: z.string().optional(),
  changed: z.string().optional(),
  same: z.string().optional(),
  extra: z.string().optional(),
});
export type PlanExamples = z.infer<typeof PlanExamples>;

export const Plan = z.object({
  source: Count,
  destination: Count,
  copy: Count,
  /** Of what is copied, the files that the destination has in another state; the others are new. 0.1.0 does not tell them apart. */
  changed: Count.optional(),
  skip: Count,
  /** Folders that are missing. */
  makeFolders: z.int(),
  /** What the destination has and the source has not; absent where the source is a single file, and from 0.1.0. */
  extra: Count.optional(),
  /** Absent without --delete-extras. Its bytes become free only after the copying. */
  remove: Count.optional(),
  /** Why the clean-up would be refused. */
  refusal: FaultNote.optional(),
  /** One file of each kind, where there is one; 0.1.0 names none. */
  examples: PlanExamples.optional(),
  findings: z.partialRecord(FindingKind, z.int()),
  /** Absent where files keep their paths. Of those that get others, the first are named. */
  renamed: z
    .object({ files: z.int(), first: z.array(z.object({ from: z.string(), to: z.string() })).max(mostRenamedShown) })
    .optional(),
  target: z.object({
    caseHandling: NameHandling,
    normalForms: NameHandling,
    freeBytes: z.number(),
    /** At most, but for holes, which stay holes: what a file that is replaced gives back is not taken off. */
    neededBytes: z.number(),
    hasRoom: z.boolean(),
  }),
  /** Absent when nothing is known of how fast it can go. */
  estimate: TimeRange.optional(),
  durationMs: z.number(),
});
export type Plan = z.infer<typeof Plan>;
