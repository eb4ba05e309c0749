/** What has moved, from a progress. Apart from the schema, because the threads that move files load no schemas. */
import type { FileProgress, Progress } from './progress.ts';

/** Of files that are not done: their bytes that have moved. */
export function bytesUnderWay(files: readonly Omit<FileProgress, 'path' | 'rate'>[]): number {
  const bytes = { sending: 'doneBytes', verifying: 'sizeBytes', done: undefined } as const;
  return files.reduce((sum, file) => {
    const counted = bytes[file.state];
    return counted === undefined ? sum : sum + file[counted];
  }, 0);
}

/**
 * How much of what is known so far has moved. A file under way counts by its bytes: what it has moved is in `copied`, and
 * its whole is still in `pending`.
 */
export function bytesMoved({ copied, pending, files }: Progress): { readonly done: number; readonly total: number } {
  return { done: copied.bytes, total: Math.max(0, copied.bytes - bytesUnderWay(files)) + pending.bytes };
}
