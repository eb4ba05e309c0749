/** Whole numbers with their thousands marked: `8,214`. */
// Intl.NumberFormat says the same, and takes several milliseconds of every start to make.
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 file`, `1,204 files`. */
export function formatFiles(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'file' : 'files'}`;
}
