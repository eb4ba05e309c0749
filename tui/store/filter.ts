/** What `/` looks for: every word must occur, a word with `!` in front must not; capitals make no difference. */
export function matchesFilter(text: string, filter: string): boolean {
  const within = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!')
    .every((word) => (word.startsWith('!') ? !within.includes(word.slice(1)) : within.includes(word)));
}
