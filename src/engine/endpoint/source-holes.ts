/** How much of a file of the source is holes, which take no room at the target and nothing of a limit. */
import type { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { largeFileBytes } from '../pipeline/block-sender.ts';
import { SourceFile } from '../pipeline/source-reader.ts';
import type { Holes } from './source.ts';

export class SourceHoles implements Holes {
  readonly #root: RootDirectory;

  private constructor(root: RootDirectory) {
    this.#root = root;
  }

  /** Throws what opening the source meets. */
  static open(path: Buffer): SourceHoles {
    return new SourceHoles(RootDirectory.open({ path, make: false }));
  }

  /** Small files are not worth a look, and one that cannot be opened counts as full. */
  bytesOf(path: Buffer, size: number): number {
    return size <= largeFileBytes ? 0 : this.#look(path);
  }

  [Symbol.dispose](): void {
    this.#root[Symbol.dispose]();
  }

  #look(path: Buffer): number {
    try {
      using file = SourceFile.open(this.#root, path);
      let bytes = 0;
      for (let offset = 0; offset < file.status.size; ) {
        const { isHole, end } = file.extentAt(offset);
        if (isHole) bytes += end - offset;
        offset = end;
      }
      return bytes;
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return 0;
    }
  }
}
