/** The flags that choose files, the same for `longhaul sync` and `longhaul hub --from`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseAge } from '../runtime/age.ts';
import { Fault } from '../runtime/fault.ts';
import { matchText, shownName } from '../runtime/names.ts';
import type { Values } from '../runtime/settings.ts';
import { parseSize } from '../runtime/units.ts';
import { maxPatternLength, parseFilterLines, type Rule, Selection } from './selection.ts';

const pattern = {
  type: 'string',
  isMultiple: true,
  placeholder: 'PATTERN',
  schema: z.string().max(maxPatternLength, { error: `a pattern has at most ${maxPatternLength} characters` }),
} as const;
const size = { type: 'string', placeholder: 'SIZE', schema: z.string().transform(parseSize) } as const;
const age = { type: 'string', placeholder: 'AGE', schema: z.string().transform(parseAge) } as const;

export const selectionSettings = {
  include: { ...pattern, help: 'take what matches; the first rule that matches decides' },
  exclude: { ...pattern, help: 'leave out what matches; it is never removed at the destination either' },
  filterFrom: {
    type: 'string',
    isMultiple: true,
    placeholder: 'FILE',
    help: "rules from a file, '+ pattern' or '- pattern' a line",
    schema: z.string().transform(readFilterFile),
  },
  minSize: { ...size, help: 'only files at least this large' },
  maxSize: { ...size, help: 'only files at most this large' },
  minAge: { ...age, help: 'only files not changed for this long, for example 1h' },
  maxAge: { ...age, help: 'only files changed within this time, for example 7d' },
} as const;

type SelectionValues = Values<typeof selectionSettings>;

/**
 * Undefined is everything. `order`: the flags as they were given, since the first rule that matches decides; rules from
 * the environment and the file follow, includes first.
 */
export function selectionFrom(values: SelectionValues, order: readonly string[]): Selection | undefined {
  const waiting: Record<string, Rule[][]> = {
    include: values.include.map((text) => [{ kind: 'include', pattern: text }]),
    exclude: values.exclude.map((text) => [{ kind: 'exclude', pattern: text }]),
    filterFrom: [...values.filterFrom],
  };
  const inOrder = order.flatMap((key) => waiting[key]?.shift() ?? []);
  const { minSize, maxSize, minAge, maxAge } = values;
  const selection = {
    rules: [...inOrder, ...Object.values(waiting).flat(2)],
    ...(minSize !== undefined && { minSizeBytes: minSize }),
    ...(maxSize !== undefined && { maxSizeBytes: maxSize }),
    ...(minAge !== undefined && { minAgeSeconds: minAge }),
    ...(maxAge !== undefined && { maxAgeSeconds: maxAge }),
  };
  const parsed = Selection.safeParse(selection);
  if (!parsed.success)
    throw new Fault('usage', 'there are more than 1000 rules of --include, --exclude and --filter-from');
  return selection.rules.length === 0 && Object.keys(selection).length === 1 ? undefined : parsed.data;
}

function readFilterFile(path: string): Rule[] {
  const shown = shownName(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new Fault('config-unreadable', `cannot read ${shown}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
  return parseFilterLines(matchText(bytes), shown);
}
