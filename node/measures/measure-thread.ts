/** Counting in a thread of its own: a mount that hangs holds up this thread and nobody else. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { faultFromBody } from '../../src/protocol/fault-body.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Measure } from './measure.ts';
import type { MeasureReport, MeasureSetting } from './measure-worker.ts';
import { SizeMemory } from './size-memory.ts';

const workerFile = new URL(`./measure-worker${extname(import.meta.filename)}`, import.meta.url);

export function measureInThread(setting: Omit<MeasureSetting, 'memory'>): Measure {
  const size = new SizeMemory();
  const workerData: MeasureSetting = { ...setting, memory: size.memory };
  const worker = new Worker(workerFile, { workerData, name: 'measure' });
  // One that hangs does not keep the process.
  worker.unref();
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  let isDone = false;
  worker.on('message', ({ fault }: MeasureReport) => {
    isDone = !size.isStopped;
    if (fault === undefined) resolve();
    else reject(faultFromBody(fault));
  });
  worker.once('error', (cause) => reject(new Fault('internal', `counting a folder failed: ${cause}`, { cause })));
  worker.once('exit', () => resolve());
  ended.catch(() => undefined);
  return { size: () => ({ ...size.counts, isDone }), ended, stop: () => size.stop() };
}
