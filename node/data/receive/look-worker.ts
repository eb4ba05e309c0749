/** The thread that looks at one place for a peer, and holds it open. A mount that hangs holds up this thread and nobody else. */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import type { TargetFacts } from '../../../src/engine/plan/plan-target.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import type { RootedPath } from '../../roots.ts';
import { openRootedTarget } from '../rooted-target.ts';

export type LookOrder =
  /** Names arrive as plain bytes: a Buffer does not survive the way between threads. */
  { readonly kind: 'try'; readonly names: readonly Uint8Array[] } | { readonly kind: 'close' };

export type LookReport =
  | { readonly kind: 'opened'; readonly path: Uint8Array; readonly facts: TargetFacts }
  | { readonly kind: 'tried'; readonly refused: readonly boolean[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const report = (message: LookReport): void => port.postMessage(message);

try {
  const place = openRootedTarget(workerData as RootedPath);
  const take = async (order: LookOrder): Promise<void> => {
    if (order.kind === 'try') {
      report({ kind: 'tried', refused: await place.target.refusesLong(order.names.map((name) => Buffer.from(name))) });
      return;
    }
    place[Symbol.dispose]();
    port.close();
  };
  port.on('message', (order: LookOrder) => void take(order).catch(fail));
  report({ kind: 'opened', path: place.path, facts: place.target.facts });
} catch (thrown) {
  fail(thrown);
}

function fail(thrown: unknown): void {
  const { code, message } = asFault(thrown);
  report({ kind: 'failed', code, message });
  port?.close();
}
