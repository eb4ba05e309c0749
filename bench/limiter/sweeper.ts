/** A thread that removes what was copied into a folder, so that ten seconds of a high limit fit into memory. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const everyMs = 300;
/** Under its final name. */
const copied = /^f\d+$/;

export function sweeper(folder: string): AsyncDisposable {
  const worker = new Worker(new URL(import.meta.url), { workerData: folder });
  return { [Symbol.asyncDispose]: async () => void (await worker.terminate()) };
}

function sweep(folder: string): void {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of names) if (copied.test(name)) rmSync(join(parentPath, name));
}

if (!isMainThread) {
  setInterval(() => {
    try {
      sweep(workerData as string);
    } catch {
      // It is not there yet.
    }
  }, everyMs);
}
