/**
 * The thread of a run, which can be started before it is known what there is to do: it loads its modules meanwhile. It
 * does not keep the process alive until it has an order.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadMemory } from '../thread-memory.ts';
import type { RunOrder } from './run-worker.ts';

const workerFile = new URL(`./run-worker${extname(import.meta.filename)}`, import.meta.url);

export function startRunThread(): Worker {
  const worker = new Worker(workerFile, { name: 'run', resourceLimits: threadMemory });
  worker.unref();
  return worker;
}

/** It ends by itself when it has loaded: ended while it loads a library, it would take the process with it (SIGABRT). */
export function dismissRunThread(worker: Worker): void {
  worker.ref();
  worker.postMessage({ kind: 'dismiss' } satisfies RunOrder);
}
