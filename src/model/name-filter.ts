/**
 * What `/` looks for in names: every word must occur, a word with `!` in front must not; a word with `*` or `?` is the whole
 * name as a shell would match it. Capitals make no difference.
 */

/** Asked of names in small letters. */
export function nameFilter(filter: string): (lowerCaseName: string) => boolean {
  const tests = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!')
    .map((word) => (word.startsWith('!') ? not(wordTest(word.slice(1))) : wordTest(word)));
  return (name) => tests.every((test) => test(name));
}

type Test = (name: string) => boolean;

const not =
  (test: Test): Test =>
  (name) =>
    !test(name);

function wordTest(word: string): Test {
  return /[*?]/.test(word) ? (name) => matchesWildcards(name, word) : (name) => name.includes(word);
}

/** Goes back to the last `*` alone, so that no pattern takes longer than its length times that of the name. */
function matchesWildcards(name: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let startedAt = 0;
  while (at < name.length) {
    if (pattern[next] === '*') {
      star = next;
      startedAt = at;
      next += 1;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === name[at])) {
      at += 1;
      next += 1;
    } else if (star !== -1) {
      startedAt += 1;
      at = startedAt;
      next = star + 1;
    } else return false;
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}
