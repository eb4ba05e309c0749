/**
 * What `/` looks for, in every list alike: words that all must occur, `!word` that must not, `~wrd` whose letters occur in a
 * word in their order, `re:^a.*z` an expression, and fields that the list has: `host:fs1 state:failed,waiting who:ana since:2h
 * size>1G`. Capitals make no difference. What looks like a field that the list has not is a word.
 */
import { parseTime } from '../../src/runtime/point-in-time.ts';
import { parseSize } from '../../src/runtime/units.ts';

export type FilterField<Row> =
  | { readonly kind: 'text'; readonly of: (row: Row, now: number) => string }
  | { readonly kind: 'time'; readonly of: (row: Row) => number | undefined }
  | { readonly kind: 'size'; readonly of: (row: Row) => number | undefined };
export type FilterFields<Row> = Readonly<Record<string, FilterField<Row>>>;

export interface Searched<Row> {
  readonly words: (row: Row) => string;
  readonly fields: FilterFields<Row>;
  /** The hub's clock. */
  readonly now: number;
}

export interface Filter<Row> {
  readonly matches: (row: Row) => boolean;
  /** What is not understood, and so filters nothing, and what would be. */
  readonly wrong: string | undefined;
}

type Test<Row> = (row: Row, words: string) => boolean;

export function readFilter<Row>(text: string, searched: Searched<Row>): Filter<Row> {
  const tests: Test<Row>[] = [];
  let wrong: string | undefined;
  for (const word of text.split(/\s+/)) {
    const isNot = word.startsWith('!');
    const wish = isNot ? word.slice(1) : word;
    if (wish === '' || wish === '~' || wish === 're:') continue;
    const test = fieldTest(wish, searched) ?? wordTest(wish);
    if (typeof test === 'string') wrong ??= test;
    else tests.push(isNot ? (row, words) => !test(row, words) : test);
  }
  return {
    matches: (row) => {
      const words = tests.length === 0 ? '' : searched.words(row);
      return tests.every((test) => test(row, words));
    },
    wrong,
  };
}

/** Of a text alone. */
export function matchesFilter(text: string, filter: string): boolean {
  return readFilter(filter, { words: () => text, fields: {}, now: 0 }).matches(text);
}

/** Or what is wrong with it. */
function wordTest<Row>(wish: string): Test<Row> | string {
  if (wish.startsWith('re:')) {
    try {
      const expression = new RegExp(wish.slice(3), 'iu');
      return (_, words) => expression.test(words);
    } catch {
      return `'${wish.slice(3)}' is no regular expression`;
    }
  }
  if (wish.startsWith('~')) {
    const letters = [...wish.slice(1).toLowerCase()];
    return (_, words) =>
      words
        .toLowerCase()
        .split(/\s+/)
        .some((word) => hasInOrder(word, letters));
  }
  const small = wish.toLowerCase();
  return (_, words) => words.toLowerCase().includes(small);
}

function hasInOrder(word: string, letters: readonly string[]): boolean {
  let from = 0;
  return letters.every((letter) => {
    const at = word.indexOf(letter, from);
    from = at + letter.length;
    return at !== -1;
  });
}

/** Undefined where it names no field of the list. */
function fieldTest<Row>(wish: string, { fields, now }: Searched<Row>): Test<Row> | string | undefined {
  const [, name = '', sign, value = ''] = /^([a-z]+)([:<>])(.*)$/iu.exec(wish) ?? [];
  const key = name.toLowerCase();
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined || (field.kind === 'size') === (sign === ':')) return undefined;
  // It is still being typed.
  if (value === '') return () => true;
  switch (field.kind) {
    case 'text': {
      const wanted = value.toLowerCase().split(',').filter(Boolean);
      return (row) => wanted.some((one) => field.of(row, now).toLowerCase().includes(one));
    }
    case 'time': {
      const since = attempt(() => parseTime(value, now));
      if (since === undefined) return `'${value}' is no time: write ${name}:2h or ${name}:2026-11-21T08:00`;
      return (row) => (field.of(row) ?? Number.NEGATIVE_INFINITY) >= since;
    }
    case 'size': {
      const limit = attempt(() => parseSize(value));
      if (limit === undefined) return `'${value}' is no size: write ${name}>1G or ${name}<500M`;
      return (row) => {
        const size = field.of(row);
        return size !== undefined && (sign === '>' ? size > limit : size < limit);
      };
    }
    default:
      return field satisfies never;
  }
}

function attempt(read: () => number): number | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** `host: state: since: size>`, for who begins to type. */
export function fieldNames(fields: FilterFields<never>): string {
  return Object.entries(fields)
    .map(([name, { kind }]) => name + (kind === 'size' ? '>' : ':'))
    .join(' ');
}
