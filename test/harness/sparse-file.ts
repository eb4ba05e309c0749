/** Files with holes for tests. */
import { closeSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';

export interface SparseContent {
  readonly size: number;
  /** Where there are data, and how many bytes. */
  readonly data: readonly (readonly [at: number, length: number])[];
}

export function makeSparseFile(path: string, { size, data }: SparseContent): void {
  const fd = openSync(path, 'wx');
  ftruncateSync(fd, size);
  for (const [at, length] of data) writeSync(fd, Buffer.alloc(length, `data at ${at} `), 0, length, at);
  closeSync(fd);
}

export function allocatedBytes(path: string): number {
  return statSync(path).blocks * 512;
}
