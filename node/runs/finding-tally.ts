/** The findings of a transfer that its hub has not been told yet. A value: what could not be stored is taken back with it. */
import {
  addCounts,
  type Finding,
  type FindingCounts,
  type FindingNews,
  mostNamedFindings,
} from '../../src/model/finding.ts';

/** Far below what a message may have: long paths are escaped, and messages name them again. */
const mostCharacters = 100_000;

export interface FindingTally extends FindingNews {
  /** Since the last scan began, told or not. */
  readonly namedInAll: number;
  readonly charactersInAll: number;
}

const none: FindingTally = { isAnew: false, counts: {}, named: [], namedInAll: 0, charactersInAll: 0 };
/** As after a restart of the node: what it said before still counts. */
export const noFindings = none;
/** A scan has begun. */
export const findingsAnew: FindingTally = { ...none, isAnew: true };

export function withFinding(tally: FindingTally, finding: Finding): FindingTally {
  const counts: FindingCounts = addCounts(tally.counts, { [finding.code]: 1 });
  const charactersInAll = tally.charactersInAll + finding.path.length + finding.message.length;
  // Those in between are not left out: the named ones are the first ones.
  if (tally.namedInAll >= mostNamedFindings || charactersInAll > mostCharacters)
    return { ...tally, counts, charactersInAll };
  const namedInAll = tally.namedInAll + 1;
  return { ...tally, counts, named: [...tally.named, finding], namedInAll, charactersInAll };
}

/** Undefined when there is nothing to tell. */
export function newsOf({ isAnew, counts, named }: FindingTally): FindingNews | undefined {
  return isAnew || Object.keys(counts).length > 0 ? { isAnew, counts, named: [...named] } : undefined;
}

export function whenTold(tally: FindingTally): FindingTally {
  return { ...tally, isAnew: false, counts: {}, named: [] };
}
