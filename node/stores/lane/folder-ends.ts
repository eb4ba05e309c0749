/** The ends of a lane that are folders of this machine. */
import type { Buffer } from 'node:buffer';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { FlowingFile } from '../../../src/engine/pipeline/flowing-file.ts';
import { PoolPublisher } from '../../../src/engine/pipeline/pool-publisher.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import type { FileReader, FileToWrite, FileWriter, OpenFile } from './moved-file.ts';
import type { PiecePool } from './piece-pool.ts';

/** Folders kept open besides those in use. */
const openFolders = 256;
const filesAtOnce = 32;
const pieceBytes = 1024 * 1024;

export class FolderReader implements FileReader {
  readonly #root: SharedDirectory;
  readonly #pool: PiecePool;

  constructor(path: Uint8Array, pool: PiecePool) {
    this.#root = openRoot(path, false);
    this.#pool = pool;
  }

  heldBytes(): number {
    return 0;
  }

  async open(path: Buffer): Promise<OpenFile> {
    const file = await FlowingFile.open(this.#root, path);
    const { size, mtimeNs, atimeNs } = file.status;
    return {
      size,
      mtimeNs,
      atimeNs,
      pieces: (length) => piecesOf(file, size, (left) => this.#pool.take(Math.min(length, left))),
      [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#root[Symbol.dispose]();
  }
}

async function* piecesOf(
  file: FlowingFile,
  size: number,
  pieceFor: (left: number) => Buffer,
): AsyncGenerator<Buffer, void> {
  let done = 0;
  while (done < size) {
    const piece = pieceFor(size - done);
    const count = await file.read(piece, done);
    done += count;
    if (count < piece.length) break;
    // The last one is handed on when it is certain that they belong together.
    if (done === size) await file.confirmUnchanged(done);
    yield piece;
  }
  if (done < size || size === 0) await file.confirmUnchanged(done);
}

export interface FolderWriterOptions {
  readonly root: Uint8Array;
  readonly temporaryKey: string;
  readonly checksum: ChecksumName;
  readonly verify: boolean;
}

export class FolderWriter implements FileWriter {
  readonly filesAtOnce = filesAtOnce;
  readonly keepsPieces = false;
  readonly #options: FolderWriterOptions;
  readonly #root: SharedDirectory;
  readonly #publisher: PoolPublisher;

  constructor(options: FolderWriterOptions) {
    this.#options = options;
    this.#root = openRoot(options.root, true);
    this.#publisher = new PoolPublisher({
      root: this.#root,
      temporaryNames: temporaryNames(options.temporaryKey),
      readBack: undefined,
      // Where bytes come over a network they wait for the limits there.
      throttle: new Throttle([]),
    });
  }

  pieceBytes(): number {
    return pieceBytes;
  }

  heldBytes(size: number): number {
    return Math.min(size, pieceBytes);
  }

  async write(file: FileToWrite): Promise<void> {
    const { checksum, verify } = this.#options;
    await this.#publisher.publishFlowing({ ...file, readBack: verify ? await createDigest(checksum) : undefined });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#root[Symbol.dispose]();
  }
}

function openRoot(path: Uint8Array, isWritten: boolean): SharedDirectory {
  using root = RootDirectory.open({ path, make: false });
  return SharedDirectory.open({ root, make: isWritten, isExact: isWritten, capacity: openFolders });
}
