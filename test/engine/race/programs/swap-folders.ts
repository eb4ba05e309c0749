/**
 * `fork`ed with pairs of paths: puts the second (a link) in the place of the first (a folder) and back, each in one step,
 * as fast as it can, from `swap` until `rest`; then every folder is in its place again. Answers each order when it is
 * followed. No folder may lie in another one of them.
 */
import koffi from 'koffi';

export type SwapOrder = 'swap' | 'rest';
export interface SwapAnswer {
  readonly order: SwapOrder;
  /** Since the start. */
  readonly swaps: number;
}

const roundsAtOnce = 100;
const RENAME_EXCHANGE = 2;
const renameat2 = koffi.load(null).func('renameat2', 'int', ['int', 'str', 'int', 'str', 'uint']);
const paths = process.argv.slice(2);
const pairs = Array.from({ length: paths.length / 2 }, (_, at) => ({
  folder: paths[2 * at] as string,
  link: paths[2 * at + 1] as string,
  isSwapped: false,
}));
let isSwapping = false;
let swaps = 0;

function swap(pair: (typeof pairs)[number]): void {
  // The folder may not be there yet, or not any more.
  if (renameat2(-1, pair.folder, -1, pair.link, RENAME_EXCHANGE) !== 0) return;
  pair.isSwapped = !pair.isSwapped;
  swaps += 1;
}

function swapOn(): void {
  if (!isSwapping) return;
  for (let round = 0; round < roundsAtOnce; round += 1) pairs.forEach(swap);
  setImmediate(swapOn);
}

process.on('message', (order: SwapOrder) => {
  isSwapping = order === 'swap';
  if (isSwapping) setImmediate(swapOn);
  else pairs.filter(({ isSwapped }) => isSwapped).forEach(swap);
  process.send?.({ order, swaps } satisfies SwapAnswer);
});
process.on('disconnect', () => process.exit());
