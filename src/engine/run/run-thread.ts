/**
 * The thread of a run, which can be started before it is known what there is to do: it loads its modules meanwhile. It
 * does not keep the process alive until it has an order.
 *
 * Ended while it loads koffi, which cannot throw then, it would take the process with it (SIGABRT, and another exit code
 * than the program's). So who has nothing to run dismisses it, and `process.exit` waits until it has loaded.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadMemory } from '../thread-memory.ts';
import type { RunOrder } from './run-worker.ts';

const workerFile = new URL(`./run-worker${extname(import.meta.filename)}`, import.meta.url);
const longestLoadMs = 5000;

/** `workerData` of the thread: one word, 1 as soon as it has loaded. */
export type LoadedMark = Int32Array<SharedArrayBuffer>;

export function startRunThread(): Worker {
  const loaded: LoadedMark = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(workerFile, { workerData: loaded, name: 'run', resourceLimits: threadMemory });
  const awaitLoaded = () => void Atomics.wait(loaded, 0, 0, longestLoadMs);
  process.once('exit', awaitLoaded);
  worker.once('exit', () => process.off('exit', awaitLoaded));
  worker.unref();
  return worker;
}

/** It ends by itself when it has loaded. */
export function dismissRunThread(worker: Worker): void {
  worker.ref();
  worker.postMessage({ kind: 'dismiss' } satisfies RunOrder);
}
