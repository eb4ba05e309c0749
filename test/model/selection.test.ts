import { expect, test } from 'vitest';
import { parseFilterLines, Selection } from '../../src/model/selection.ts';
import { selectionKey } from '../../src/model/selection-key.ts';
import { parseAge } from '../../src/runtime/age.ts';

test('a filter file has a rule a line, comments, and ! that forgets what stands above', () => {
  const text = '- gone\n!\n# comment\n; another\n\n+ /keep me/\r\n- *.tmp\n';
  expect(parseFilterLines(text, 'rules')).toEqual([
    { kind: 'include', pattern: '/keep me/' },
    { kind: 'exclude', pattern: '*.tmp' },
  ]);
});

test('a line that is no rule is named with its number', () => {
  expect(() => parseFilterLines('+ a\n*.tmp\n', 'rules')).toThrow(/rules, line 2: '\*\.tmp' is no rule/);
  expect(() => parseFilterLines('dir-merge .rsync-filter', 'rules')).toThrow(/line 1/);
});

test('two selections have the same key exactly when they select the same way', () => {
  const one = Selection.parse({ rules: [{ kind: 'exclude', pattern: 'a' }], minSizeBytes: 1 });
  const same = Selection.parse({ minSizeBytes: 1, rules: [{ pattern: 'a', kind: 'exclude' }] });
  expect(selectionKey(one)).toBe(selectionKey(same));
  expect(selectionKey(one)).not.toBe(selectionKey(Selection.parse({ ...one, minSizeBytes: 2 })));
  expect(selectionKey(Selection.parse({ minSizeBytes: 1 }))).not.toBe(
    selectionKey(Selection.parse({ maxSizeBytes: 1 })),
  );
  expect(selectionKey(undefined)).toBe(selectionKey(Selection.parse({})));
});

test.each([
  ['90s', 90],
  ['1d12h', 129_600],
  ['2w', 1_209_600],
  ['1M', 2_592_000],
  ['1m', 60],
])('an age of %s has %d seconds', (text, seconds) => {
  expect(parseAge(text)).toBe(seconds);
});

test.each(['', '7', '7 days', '-1d', 'd'])('%j is no age', (text) => {
  expect(() => parseAge(text)).toThrow(/is not an age/);
});
