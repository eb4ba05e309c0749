/** What `/` finds in a list. */
import { expect, test } from 'vitest';
import { type FilterFields, matchesFilter, readFilter } from '../../tui/store/filter.ts';
import { keys } from '../harness/console-in-process.ts';
import { open } from './open-console.ts';

interface Row {
  readonly name: string;
  readonly host: string;
  readonly at: number | undefined;
  readonly bytes: number | undefined;
}

const now = Date.UTC(2026, 10, 21, 12);
const hourMs = 3_600_000;
const row: Row = { name: 'T-1 Reel_0417 fs1:/data', host: 'fs1 fs2', at: now - hourMs, bytes: 2e9 };
const fields: FilterFields<Row> = {
  host: { kind: 'text', of: ({ host }) => host },
  since: { kind: 'time', of: ({ at }) => at },
  size: { kind: 'size', of: ({ bytes }) => bytes },
};
const read = (text: string) => readFilter(text, { words: ({ name }) => name, fields, now });

test.each([
  { filter: 'reel T-1', isFound: true, note: 'every word occurs' },
  { filter: 'reel nothing', isFound: false, note: 'one does not' },
  { filter: 'reel !0417', isFound: false, note: 'one must not and does' },
  { filter: '!', isFound: true, note: 'nothing is asked yet' },
  { filter: '~rl17', isFound: true, note: 'letters of one word in their order' },
  { filter: '~71lr', isFound: false, note: 'in another order' },
  { filter: '~t1reel', isFound: false, note: 'spread over two words' },
  { filter: '!~rl17', isFound: false, note: 'not those letters' },
  { filter: 're:^t-\\d+\\s.*data$', isFound: true, note: 'an expression' },
  { filter: '!re:^x', isFound: true, note: 'not that expression' },
  { filter: 'host:FS2', isFound: true, note: 'a field that says it' },
  { filter: 'host:fs9', isFound: false, note: 'a field that says something else' },
  { filter: 'host:fs9,fs1', isFound: true, note: 'one of several' },
  { filter: '!host:fs1', isFound: false, note: 'a field that must not' },
  { filter: 'host:', isFound: true, note: 'a field without a value yet' },
  { filter: 'fs1:/data', isFound: true, note: 'no field of the list: a word' },
  { filter: 'state:run', isFound: false, note: 'a field that this list has not: a word' },
  { filter: 'since:2h', isFound: true, note: 'within the time' },
  { filter: 'since:30m', isFound: false, note: 'before it' },
  { filter: 'size>1G', isFound: true, note: 'larger' },
  { filter: 'size<1G', isFound: false, note: 'not smaller' },
  { filter: 'toString:x constructor:', isFound: false, note: 'what every object has is no field' },
])('$filter finds it: $isFound, since $note', ({ filter, isFound }) => {
  expect(read(filter)).toMatchObject({ wrong: undefined });
  expect(read(filter).matches(row)).toBe(isFound);
});

test.each([
  { filter: 're:(', wrong: "'(' is no regular expression" },
  { filter: 'since:soon', wrong: "'soon' is no time: write since:2h or since:2026-11-21T08:00" },
  { filter: 'size>big', wrong: "'big' is no size: write size>1G or size<500M" },
])('$filter filters nothing, and says why', ({ filter, wrong }) => {
  expect(read(filter).wrong).toBe(wrong);
  expect(read(filter).matches(row)).toBe(true);
  expect(read(`${filter} nothing`).matches(row)).toBe(false);
});

test('what is not known of a row is neither since, nor above, nor below anything', () => {
  const unknown = { ...row, at: undefined, bytes: undefined };
  for (const filter of ['since:9d', 'size>1', 'size<9G']) expect(read(filter).matches(unknown)).toBe(false);
});

test('a filter of a text alone has no fields', () => {
  expect(matchesFilter('host:fs1', 'host:fs1')).toBe(true);
});

test('a list says what can be asked of it, filters by it, and names what it does not understand', async () => {
  await using opened = await open();
  const { run } = opened;
  await run.screen.see(/> T-48213/);
  run.press('2');
  await run.screen.see(/ [1-9]\d* all, newest first/);
  run.press('/');
  await run.screen.see('words !not ~fuzzy re: host: state: who: since: size>');
  run.press('!state:run host:');
  await run.screen.until(
    'only failures',
    () => /1-\d+ of \d+/.test(run.screen.text) && !run.screen.text.includes(' RUN '),
  );
  run.press(keys.enter, '/', '\u0015', 're:(');
  await run.screen.see("'(' is no regular expression");
  run.press(keys.enter);
  await run.screen.see("left out: '(' is no regular expression");
  await run.screen.see(/T-48213 .* RUN/);
});
