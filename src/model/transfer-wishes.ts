/**
 * What a transfer can be asked to do, by name, for programs of two versions: a field that the other side does not know is
 * passed over there, so that a filter would not filter and a check would not check. Whoever hands a transfer on looks first
 * whether all that is wished is understood. A field of a request or an option is a wish by being there.
 */
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../runtime/fault.ts';
import { kebabName } from '../runtime/settings-definition.ts';
import { FanOutRequest } from './fan-out.ts';
import { defaultPriority } from './priority.ts';
import type { TransferRequest } from './transfer.ts';
import { defaultTransferOptions, TransferOptions } from './transfer-options.ts';

/** A limit by the clock: `bwlimit` alone is one rate. */
const timetable = 'timetable';

/** An end that is a connection. */
const stores = 'stores';

/** Those of 0.1.0, which does not say what it understands. */
const firstWishes = [
  ...['name', 'source', 'destination', 'options', 'key'],
  ...['checksum', 'bwlimit', 'deleteExtras', 'rescan', 'blockSizeBytes', 'queueCapacity'],
];

/** Those of this version: said in the first message of a link. */
export const understoodWishes: readonly string[] = [
  ...Object.keys(FanOutRequest.shape),
  'destination',
  ...Object.keys(TransferOptions.shape),
  timetable,
  stores,
];

export interface Understanding {
  /** Who is to do it: `fs1`, `the hub`. */
  readonly who: string;
  /** What it has said that it understands; undefined when it has not said anything. */
  readonly wishes: readonly string[] | undefined;
}

/** Throws `version-mismatch`, which names what is not understood as flags are written. */
export function confirmUnderstood(
  { hasStores = false, ...request }: Partial<TransferRequest & FanOutRequest> & { readonly hasStores?: boolean },
  { who, wishes = firstWishes }: Understanding,
): void {
  const unknown = [...wishesOf(request), ...(hasStores ? [stores] : [])].filter((wish) => !wishes.includes(wish));
  if (unknown.length === 0) return;
  throw new Fault('version-mismatch', `${who} is too old for ${unknown.map(shownWish).join(', ')}; upgrade it`);
}

/** What is said and would not go without saying. */
function wishesOf({ options, ...request }: Partial<TransferRequest & FanOutRequest>): string[] {
  const said = (values: object): [string, unknown][] =>
    Object.entries(values).filter(([, value]) => value !== undefined);
  const defaults: Readonly<Record<string, unknown>> = { priority: defaultPriority, ...defaultTransferOptions };
  return [
    ...said({ ...request, ...options }).flatMap(([key, value]) =>
      isDeepStrictEqual(value, defaults[key]) ? [] : [key],
    ),
    ...(typeof options?.bwlimit === 'object' ? [timetable] : []),
  ];
}

const otherWords: Readonly<Record<string, string>> = {
  selection: 'filters',
  startAt: '--at',
  destinations: 'several --to',
  [stores]: 'connections',
  [timetable]: 'a timetable as --bwlimit',
};

function shownWish(wish: string): string {
  return otherWords[wish] ?? `--${kebabName(wish)}`;
}
