import { expect, test } from 'vitest';
import { renameText } from '../../src/model/rename-replacement.ts';
import { parseRename, RenameRule } from '../../src/model/rename-rule.ts';

test('a rule is read as sed has it', () => {
  expect(parseRename('s/a\\/b/c\\/\\1$1/gi'.replace('a', '(a)'))).toEqual({
    match: '(a)/b',
    to: 'c/$1$1',
    isGlobal: true,
    ignoresCase: true,
  });
});

test.each([
  ['a/b/', /'a\/b\/' is no rule; write s\/EXPRESSION\/REPLACEMENT\//],
  ['s/a/b', /is no rule/],
  ['s/a/b/c/', /is no rule/],
  ['s/a/b/x', /is no rule/],
  ['sab', /is no rule/],
  ['s', /is no rule/],
  ['s//b/', /an expression has 1 to 500 characters/],
  ['s/(a/b/', /'\(a' is not a regular expression of RE2: missing closing \)/],
  ['s/(a)\\1/b/', /is not a regular expression of RE2: invalid escape sequence/],
  ['s/a(?=b)/c/', /is not a regular expression of RE2/],
  ['s/(a)/$2/', /asks for \$2, and the expression has 1 groups/],
  ['s/a/{time}/', /a file has no \{time\}; it has \{name\}, \{ext\}, \{date\}, \{year\}, \{month\}, \{day\}/],
])('%j is refused in words that show what would be right', (text, says) => {
  expect(() => parseRename(text)).toThrow(says);
});

test.each(['s/a/b/', 's#a/b#c#gi', 's,/#,x,i'])('%s is shown as it was written', (text) => {
  expect(renameText(parseRename(text))).toBe(text);
});

test('a rule with every delimiter in it is shown so that it means the same', () => {
  const rule = parseRename('s/a\\/#,|:/b\\//');
  expect(parseRename(renameText(rule))).toEqual(rule);
});

test('a rule that comes as data is looked at as one that comes as text', () => {
  expect(RenameRule.safeParse({ match: '(', to: '' }).error?.issues[0]?.message).toMatch(/RE2: missing closing/);
  expect(RenameRule.parse({ match: 'a', to: 'b' })).toEqual({
    match: 'a',
    to: 'b',
    isGlobal: false,
    ignoresCase: false,
  });
});
