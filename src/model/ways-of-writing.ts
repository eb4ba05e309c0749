/** What is unusual about how a transfer writes its files, in a few words for people. */
import { shownName } from '../runtime/names.ts';
import { renameText } from './rename-replacement.ts';
import type { TransferOptions } from './transfer-options.ts';

export function waysOfWriting({
  verify,
  inplace,
  partialDir,
  flatten,
  rename,
}: Pick<TransferOptions, 'verify' | 'inplace' | 'partialDir' | 'flatten' | 'rename'>): string[] {
  const words = [];
  if (verify) words.push('verified');
  if (inplace) words.push('in place');
  if (partialDir !== undefined) words.push(`unfinished in ${shownName(partialDir)}`);
  if (flatten) words.push('in one folder');
  for (const rule of rename) words.push(`renamed ${shownName(renameText(rule))}`);
  return words;
}
