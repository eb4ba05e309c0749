/** What a run would do, found by the same two scans and the same comparison, changing nothing on either side. */
import type { Count } from '../../model/progress.ts';
import type { FaultNote } from '../../model/transfer-state.ts';
import type { TimeRange } from './pace.ts';
import type { NameHandling } from './target-probe.ts';

export interface Plan {
  readonly source: Count;
  readonly destination: Count;
  readonly copy: Count;
  readonly skip: Count;
  /** Folders that are missing. */
  readonly makeFolders: number;
  /** Undefined without --delete-extras. Its bytes become free only after the copying. */
  readonly remove: Count | undefined;
  /** Why the clean-up would be refused. */
  readonly refusal: FaultNote | undefined;
  readonly findings: Readonly<Record<FindingKind, number>>;
  readonly target: {
    readonly caseHandling: NameHandling;
    readonly normalForms: NameHandling;
    readonly freeBytes: number;
    /** At most: what a file that is replaced gives back is not taken off. */
    readonly neededBytes: number;
    readonly hasRoom: boolean;
  };
  /** Undefined when nothing is known of how fast it can go. */
  readonly estimate: TimeRange | undefined;
  readonly durationMs: number;
}

/**
 * - `name-clash`: two names of one folder that the target takes for the same (`isCertain`), or would if it folds names;
 * - `name-too-long`: the target refuses the name;
 * - `in-the-way`: a folder on one side and no folder on the other;
 * - `not-regular`: a socket, pipe or device, which is not copied;
 * - `unreadable`: a folder that cannot be listed: what is below it is not in the plan.
 */
export const findingKinds = ['name-clash', 'name-too-long', 'in-the-way', 'not-regular', 'unreadable'] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface PlanFinding {
  readonly finding: FindingKind;
  /** As they may be shown; two for a name clash. */
  readonly paths: readonly string[];
  readonly isCertain: boolean;
  readonly message: string;
}
