/** Files of random bytes, each different, spread over folders. */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface Tree {
  readonly files: number;
  readonly bytes: number;
}

const filesInFolder = 500;
const mostBytesAtOnce = 64 * 1024 * 1024;

export function makeTree({ files, bytes }: Tree, folder: string): void {
  const content = randomFillSync(Buffer.alloc(Math.min(bytes, mostBytesAtOnce)));
  for (let file = 0; file < files; file += 1) {
    const inside = join(folder, `d${Math.floor(file / filesInFolder)}`);
    if (file % filesInFolder === 0) mkdirSync(inside, { recursive: true });
    if (bytes >= 4) content.writeUInt32LE(file);
    const fd = openSync(join(inside, `f${file}`), 'w');
    for (let at = 0; at < bytes; ) at += writeSync(fd, content, 0, Math.min(content.length, bytes - at));
    closeSync(fd);
  }
}
