/** What is unusual about how a transfer writes its files, in a few words for people. */
import { shownName } from '../runtime/names.ts';
import type { TransferOptions } from './transfer-options.ts';

export function waysOfWriting({
  verify,
  inplace,
  partialDir,
}: Pick<TransferOptions, 'verify' | 'inplace' | 'partialDir'>): string[] {
  const words = [];
  if (verify) words.push('verified');
  if (inplace) words.push('in place');
  if (partialDir !== undefined) words.push(`unfinished in ${shownName(partialDir)}`);
  return words;
}
