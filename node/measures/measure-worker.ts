/** The thread that counts one folder of this node's disks. It follows no link. */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import { entryKinds, lastStatus, lookAt } from '../../src/engine/disk/file-status.ts';
import { joinPath, terminated } from '../../src/engine/disk/relative-path.ts';
import { isTemporaryName } from '../../src/engine/disk/temporary-mark.ts';
import { readTypedNames } from '../../src/engine/scan/folder-reader.ts';
import { type FaultBody, faultToBody } from '../../src/protocol/fault-body.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { SizeMemory } from './size-memory.ts';

export interface MeasureSetting {
  /** The root, as it is on disk, and the folder below it. */
  readonly root: string;
  readonly components: readonly string[];
  /** One character a byte. */
  readonly entries: readonly string[];
  readonly isAllBut: boolean;
  readonly memory: SharedArrayBuffer;
}

export type MeasureReport = { readonly fault: FaultBody } | { readonly fault: undefined };

const { root, components, entries, isAllBut, memory } = workerData as MeasureSetting;
const size = new SizeMemory(memory);
const named = new Set(entries);
type Kind = ReturnType<typeof lastStatus.kind>;

function count(directory: RootDirectory, path: Buffer, isWanted: (name: string) => boolean): Buffer[] {
  using folder = directory.folder(path, { make: false });
  const below: Buffer[] = [];
  readTypedNames(folder.fd, folder.path, (text, type) => {
    if (size.isStopped || !isWanted(text)) return;
    const name = Buffer.from(text, 'latin1');
    if (text.startsWith('.') && isTemporaryName(name)) return;
    let kind: Kind = 'folder';
    if (type !== 'folder') {
      // What has gone since its name was read counts for nothing.
      if (!lookAt(folder.fd, terminated(name), name)) return;
      kind = lastStatus.kind();
    }
    if (kind === 'folder') {
      size.add('folders');
      below.push(joinPath(path, name));
    } else if (kind === entryKinds[0]) {
      size.add('files');
      size.add('bytes', lastStatus.size());
    }
  });
  return below;
}

function measure(): void {
  using directory = RootDirectory.open({ path: root, make: false });
  const top = Buffer.from(components.join('/'));
  const waiting = count(directory, top, (name) => named.has(name) !== isAllBut);
  for (let next = waiting.pop(); next !== undefined && !size.isStopped; next = waiting.pop()) {
    try {
      waiting.push(...count(directory, next, () => true));
    } catch {
      size.add('unreadable');
    }
  }
}

try {
  measure();
  parentPort?.postMessage({ fault: undefined } satisfies MeasureReport);
} catch (thrown) {
  parentPort?.postMessage({ fault: faultToBody(asFault(thrown)) } satisfies MeasureReport);
}
