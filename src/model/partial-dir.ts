/** What `--partial-dir` takes: the name of a folder beside each file, or the absolute path of one folder for all of them. */
import { z } from 'zod';

export const PartialDir = z
  .string()
  .max(4096, { error: 'a path has at most 4096 characters' })
  .refine(isPartialDir, { error: 'write a name such as .partial, or an absolute path' });

function isPartialDir(text: string): boolean {
  const names = text.split('/').filter((name) => name !== '');
  const isPlain = names.every((name) => name !== '.' && name !== '..' && !name.includes('\0'));
  return isPlain && (text.startsWith('/') || (names.length === 1 && names[0] === text));
}
