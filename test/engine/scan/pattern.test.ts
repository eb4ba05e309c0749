import { expect, test } from 'vitest';
import { compilePattern } from '../../../src/engine/scan/pattern.ts';
import { matchText } from '../../../src/runtime/names.ts';

/** A path that ends in `/` is a folder. */
function matches(pattern: string, path: string): boolean {
  const bare = path.replace(/\/$/, '');
  return compilePattern(pattern).matches({
    path: bare,
    name: bare.slice(bare.lastIndexOf('/') + 1),
    isFolder: bare !== path,
  });
}

test.each([
  { pattern: '*.tmp', yes: ['a.tmp', 'x/y/.tmp', '.a.tmp', 'x/b.tmp/'], no: ['a.tmp.gz', 'atmp'] },
  { pattern: 'node_modules', yes: ['node_modules/', 'a/node_modules'], no: ['my_node_modules'] },
  { pattern: '/build', yes: ['build', 'build/'], no: ['a/build'] },
  { pattern: 'cache/', yes: ['cache/', 'a/cache/'], no: ['cache', 'a/cache'] },
  { pattern: 'cache/**', yes: ['cache/', 'a/cache/'], no: ['cache'] },
  { pattern: '/a/***', yes: ['a/'], no: ['a', 'b/a/'] },
  { pattern: 'a/*.c', yes: ['a/x.c', 'z/a/x.c'], no: ['a/b/x.c', 'za/x.c'] },
  { pattern: '/a/**/z', yes: ['a/z', 'a/b/c/z'], no: ['b/a/z', 'az'] },
  { pattern: '**', yes: ['a', 'a/b/'], no: [] },
  { pattern: '/a/**.jpg', yes: ['a/x.jpg', 'a/b/c/x.jpg'], no: ['x.jpg'] },
  { pattern: 'a?c', yes: ['abc', 'x/a-c'], no: ['ac', 'a/c'] },
  { pattern: '[a-c]1', yes: ['b1'], no: ['d1', '[a-c]1'] },
  { pattern: '[!a-c]1', yes: ['d1'], no: ['b1'] },
  { pattern: '*.{mov,mp4}', yes: ['a.mov', 'b/c.mp4'], no: ['a.mo'] },
  { pattern: 'Photo (1).jpg', yes: ['Photo (1).jpg'], no: ['Photo 1.jpg'] },
  { pattern: 'a+b|c^$!@~"x"', yes: ['a+b|c^$!@~"x"'], no: ['aab'] },
  { pattern: '!a', yes: ['!a'], no: ['b'] },
  { pattern: '\\*\\d', yes: ['*d'], no: ['x1', 'xd'] },
  { pattern: 'a\\\\b', yes: ['a\\b'], no: ['ab'] },
  { pattern: 'é*', yes: ['école'], no: ['e\u0301cole'] },
  { pattern: 'a*', yes: ['a\nb', 'a'], no: ['b\na'] },
])('$pattern matches $yes and not $no', ({ pattern, yes, no }) => {
  expect(yes.filter((path) => !matches(pattern, path))).toEqual([]);
  expect(no.filter((path) => matches(pattern, path))).toEqual([]);
});

test('a pattern of bytes that are not UTF-8 matches exactly the names with these bytes', () => {
  const pattern = matchText(Buffer.from('caf\xe9*', 'latin1'));
  expect(matches(pattern, matchText(Buffer.from('caf\xe9.txt', 'latin1')))).toBe(true);
  expect(matches(pattern, matchText(Buffer.from('caf\xe8.txt', 'latin1')))).toBe(false);
  expect(matches(pattern, 'café.txt')).toBe(false);
});

test('an anchored pattern knows which folders can hold what it matches', () => {
  const { mayMatchBelow } = compilePattern('/a/b*/c.txt');
  expect(['a', 'a/bb'].filter((folder) => !mayMatchBelow(folder))).toEqual([]);
  expect(['x', 'a/x', 'a/b/c.txt', 'x/b'].filter(mayMatchBelow)).toEqual([]);
  const deep = compilePattern('/a/**/z');
  expect([deep.mayMatchBelow('a/b/c/d'), deep.mayMatchBelow('b')]).toEqual([true, false]);
  expect(compilePattern('z').mayMatchBelow('anything')).toBe(true);
});

test.each(['/', '//', 'a**b'])('%s is refused, with what to write instead', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: 'usage' }));
});
