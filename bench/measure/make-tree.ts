/** Files of random bytes, each different, spread over folders. */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface Tree {
  readonly files: number;
  /** Of each. */
  readonly bytes: number;
}

export interface MixedTree {
  readonly files: number;
  /** Of the one with this number. */
  readonly bytes: (file: number) => number;
}

const filesInFolder = 500;
const mostBytesAtOnce = 64 * 1024 * 1024;

/** Answers how many bytes there are in all. */
export function makeTree({ files, bytes }: Tree | MixedTree, folder: string): number {
  const sizeOf = typeof bytes === 'number' ? () => bytes : bytes;
  const content = randomFillSync(Buffer.alloc(mostBytesAtOnce));
  let sum = 0;
  for (let file = 0; file < files; file += 1) {
    const inside = join(folder, `d${Math.floor(file / filesInFolder)}`);
    if (file % filesInFolder === 0) mkdirSync(inside, { recursive: true });
    content.writeUInt32LE(file);
    const size = sizeOf(file);
    const fd = openSync(join(inside, `f${file}`), 'w');
    for (let at = 0; at < size; ) at += writeSync(fd, content, 0, Math.min(content.length, size - at));
    closeSync(fd);
    sum += size;
  }
  return sum;
}
