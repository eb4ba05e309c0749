/** What the options of a transfer say about names. */
import { renames } from '../../model/rename-replacement.ts';
import type { RunOptions } from '../run/run-options.ts';
import type { ScanSelection } from '../scan/scan-selection.ts';
import { Naming } from './new-name.ts';

export type NamingChoice = Pick<RunOptions, 'flatten' | 'rename' | 'selection'>;

/** Undefined where files keep their paths. Throws `usage` for a rule that means nothing. */
export function namingOf({ flatten, rename, selection }: NamingChoice): Naming | undefined {
  return renames({ flatten, rename }) ? new Naming({ flatten, rename, hidden: selection?.hidden }) : undefined;
}

/** Rules are about names of the source: where those are others at the destination, they say nothing about it. */
export function selectionThere({ selection, ...choice }: NamingChoice): ScanSelection | undefined {
  if (!renames(choice)) return selection;
  return selection?.hidden && { rules: [], hidden: selection.hidden };
}

/** The same words for what gives the same names. */
export function namingKey({ flatten, rename }: NamingChoice): string {
  if (!renames({ flatten, rename })) return '';
  return ` renamed ${JSON.stringify([flatten, ...rename.map(({ match, to, ...how }) => [match, to, how])])}`;
}
