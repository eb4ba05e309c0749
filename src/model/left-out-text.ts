/** What was left out of a transfer, for a list of counts; nothing of what there was none. */
import type { TransferTotals } from './transfer.ts';

export function leftOutTexts({ leftOut }: TransferTotals): string[] {
  const { links = 0, special = 0 } = leftOut ?? {};
  return [...(links > 0 ? [`${links} links`] : []), ...(special > 0 ? [`${special} sockets, pipes or devices`] : [])];
}
