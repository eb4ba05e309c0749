/** A thread that reads files of a room as it is told: test/engine/pipeline/reading-room.test.ts. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { RootDirectory } from '../../../../src/engine/disk/directory-handle.ts';
import { ReadingRoom } from '../../../../src/engine/pipeline/reading-room.ts';
import type { RoomMemory } from '../../../../src/engine/pipeline/room-slots.ts';
import { SourceFile } from '../../../../src/engine/pipeline/source-reader.ts';

export interface RoomReading {
  readonly memory: RoomMemory;
  /** One after another, each in steps of so many bytes. */
  readonly files: readonly { readonly path: string; readonly stepBytes: number }[];
}

const directory = RootDirectory.open({ path: Buffer.from(workerData as string), make: false });

/** Of all that came, the SHA-256 of each. */
function readAll({ memory, files }: RoomReading): string[] {
  const room = new ReadingRoom({ memory, isStopped: () => false });
  return files.map(({ path, stepBytes }) => {
    using file = SourceFile.open(directory, Buffer.from(path), room);
    const hash = createHash('sha256');
    const step = Buffer.alloc(stepBytes);
    for (let done = 0; done < file.status.size; ) {
      const wanted = step.subarray(0, Math.min(stepBytes, file.status.size - done));
      const count = file.read(wanted, done);
      hash.update(wanted.subarray(0, count));
      done += count;
    }
    return hash.digest('hex');
  });
}

parentPort?.on('message', (reading: RoomReading) => parentPort?.postMessage(readAll(reading)));
