import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Naming } from '../../../src/engine/naming/new-name.ts';
import { parseRename } from '../../../src/model/rename-rule.ts';
import { matchBytes, matchText } from '../../../src/runtime/names.ts';

const day = BigInt(Date.parse('2026-11-21T23:59:59Z')) * 1_000_000n;

function newPath(path: string, rules: readonly string[], { flatten = false, mtimeNs = day } = {}): string {
  const naming = new Naming({
    flatten,
    rename: rules.map(parseRename),
    hidden: { name: '.partial', paths: ['un/done'] },
  });
  return naming.newPath(Buffer.from(path, 'latin1'), mtimeNs).toString('latin1');
}

test.each([
  ['a/b.jpeg', ['s/\\.jpeg$/.jpg/'], 'a/b.jpg', 'the first that is found is replaced'],
  ['a-b-c', ['s/-/_/'], 'a_b-c', 'and no other'],
  ['a-b-c', ['s/-/_/g'], 'a_b_c', 'unless all are asked for'],
  ['IMG.JPG', ['s/\\.jpg$/.jpg/i'], 'IMG.jpg', 'in either case'],
  ['2026/11/x', ['s#^(\\d+)/(\\d+)/#$2-$1/#'], '11-2026/x', 'with any delimiter, and groups'],
  ['2026/11/x', ['s,^(\\d+)/,\\1-,'], '2026-11/x', 'groups as sed writes them'],
  ['a', ['s/a/b/', 's/b/c/'], 'c', 'each rule goes on with what the one before made'],
  ['a/b c.txt', ['s/.*/{name}{ext}/'], 'b c.txt', 'the name as it was'],
  ['a/.profile', ['s/.*/[{name}][{ext}]/'], '[.profile][]', 'a leading dot is no extension'],
  ['a', ['s#^#{date}/{year}/{month}/{day}/#'], '2026-11-21/2026/11/21/a', 'days are those of UTC'],
  ['cost', ['s/$/ $$5 {A} { $x/'], 'cost $5 {A} { $x', 'what means nothing stays as it is'],
  ['a/b', ['s/(x)?b/<$1>/'], 'a/<>', 'a group that took no part is empty'],
  ['a/b', ['s/x*/-/g'], '-a-/-b-', 'also nothing is found'],
  ['a\xffb\xfe', ['s/a/c/'], 'c\xffb\xfe', 'bytes that are no text stay what they are'],
  ['\xf0\x9f\x98\x80.x', ['s/^./y/'], 'y.x', 'a character is one, however many bytes it has'],
  ['a\nb', ['s/a.b/c/'], 'c', 'a line feed is a character'],
])('%j with %j is %j: %s', (path, rules, expected) => {
  expect(newPath(path, rules)).toBe(expected);
});

test('--flatten leaves the name, from which rules make paths', () => {
  expect(newPath('a/b/c.txt', [], { flatten: true })).toBe('c.txt');
  expect(newPath('a/b/c.txt', ['s#^#{year}/#'], { flatten: true })).toBe('2026/c.txt');
});

test('a time before 1970 has its day', () => {
  expect(newPath('a', ['s/a/{date}/'], { mtimeNs: -1n })).toBe('1969-12-31');
});

test.each([
  ['s/.*/../'],
  ['s/a/\\/a/'],
  ['s/a//'],
  ['s#a#a//b#'],
  ['s#a#a/#'],
  ['s#a#x/../b#'],
  ['s#a#./a#'],
  ['s/a/\0/'],
  ['s/a/.partial/'],
  ['s#a#x/.partial/y#'],
  ['s#a#un/done/x#'],
  [`s/a/.lh-${'x'.repeat(24)}.partial/`],
])('%j gives a file no path', (rule) => {
  expect(() => newPath('a', [rule])).toThrow(expect.objectContaining({ code: 'rename-refused' }));
});

test('whatever the rules, a path is one of names below the destination, or refused', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '-', '\xff', '\xc3', '\n'), maxLength: 8 });
  const rule = fc.tuple(fc.constantFrom('.', 'a', '/', '[ab]+', '^', '$', '.*', '(.)(.)'), name, fc.boolean());
  const path = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '\xff'), minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    })
    .filter((names) => !names.some((each) => each === '.' || each === '..'))
    .map((names) => names.join('/'));
  fc.assert(
    fc.property(path, fc.array(rule, { maxLength: 3 }), fc.boolean(), (from, rules, flatten) => {
      const rename = rules.map(([match, to, isGlobal]) => ({ match, to, isGlobal, ignoresCase: false }));
      const naming = new Naming({ flatten, rename, hidden: undefined });
      try {
        const to = naming.newPath(Buffer.from(from, 'latin1'), 0n).toString('latin1');
        expect(
          to.split('/').every((each) => each !== '' && each !== '.' && each !== '..' && !each.includes('\0')),
        ).toBe(true);
        if (rules.length === 0) expect(to).toBe(flatten ? from.slice(from.lastIndexOf('/') + 1) : from);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'rename-refused' });
      }
    }),
  );
});

test('a name is the same bytes after it was text, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      expect(matchBytes(matchText(bytes)).equals(bytes)).toBe(true);
    }),
  );
});

test('an expression that others take for ever for is answered in time', () => {
  const path = 'x'.repeat(4000);
  expect(newPath(path, ['s/^(x+x+)+y$/z/'])).toBe(path);
  expect(newPath(path, ['s/^(a|x|xx)*$/z/'])).toBe('z');
});
