/**
 * What each of those who share a rate may have of it: who asks for less than an even part has that, the others share the
 * rest evenly. What nobody asks for is spread over all, so that who begins to ask need not wait. The sum is the rate.
 */
export function fairShares(rate: number, demands: readonly number[]): number[] {
  const shares = new Array<number>(demands.length).fill(0);
  const modestFirst = [...demands.keys()].toSorted((a, b) => (demands[a] as number) - (demands[b] as number));
  let left = rate;
  for (const [before, at] of modestFirst.entries()) {
    const share = Math.min(demands[at] as number, left / (demands.length - before));
    shares[at] = share;
    left -= share;
  }
  return shares.map((share) => share + left / demands.length);
}
