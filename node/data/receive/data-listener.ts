/** The data port as the daemon's main thread knows it: a thread of its own that says what arrived. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FaultNote } from '../../../src/model/transfer-state.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import type { Ticket } from '../../../src/protocol/meeting.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { isFaultCode } from '../../../src/runtime/fault-codes.ts';
import type { DataListener, DataListenerOptions, StartDataListener } from '../data-plane.ts';
import type { ListenerOrder, ListenerReport, ListenerSetting } from './listener-worker.ts';

const workerFile = new URL(`./listener-worker${extname(import.meta.filename)}`, import.meta.url);

export const startDataListener: StartDataListener = async ({ onReceived, onRefused, onFailure, ...given }) => {
  // Not the functions that the caller may have besides.
  const { listen, hub, home, name, identity, grantKey, roots, auditFile, nodeLimiter, maxTransfers } = given;
  const places = { listen, hub, home, name, roots, auditFile };
  const workerData: ListenerSetting = { ...places, identity, grantKey, nodeLimiter, maxTransfers };
  const worker = new Worker(workerFile, { workerData, name: 'data-port' });
  const listening = Promise.withResolvers<number>();
  const visits = new Map<Ticket, PromiseWithResolvers<void>>();
  const exited = Promise.withResolvers<void>();
  let isClosing = false;
  worker.on('message', (report: ListenerReport) => {
    if (report.kind === 'received') onReceived(report.summary);
    else if (report.kind === 'refused') onRefused(report.refusal);
    else if (report.kind === 'listening') listening.resolve(report.port);
    else if (report.kind === 'visited') settle(visits.get(report.ticket), report.failure);
    else listening.reject(new Fault(isFaultCode(report.code) ? report.code : 'internal', report.message));
  });
  let failure: unknown;
  worker.on('error', (thrown) => {
    failure = thrown;
  });
  worker.on('exit', () => {
    const ended = new Fault('internal', 'the thread of the data port ended', { cause: failure });
    listening.reject(ended);
    for (const { reject } of visits.values()) reject(ended);
    if (!isClosing) onEnd(onFailure, failure);
    exited.resolve();
  });
  const order = (message: ListenerOrder): void => worker.postMessage(message);
  const listener: DataListener = {
    port: await started(listening.promise, () => (isClosing = true)),
    visit: async (visit) => {
      const there = Promise.withResolvers<void>();
      visits.set(visit.ticket, there);
      order({ kind: 'visit', visit });
      await there.promise.finally(() => visits.delete(visit.ticket));
    },
    replaceIdentity: (next) => order({ kind: 'replace-identity', identity: next }),
    setHubClock: (aheadMs) => order({ kind: 'hub-clock', aheadMs }),
    distrust: (fingerprints) => order({ kind: 'distrust', fingerprints }),
    [Symbol.asyncDispose]: async () => {
      if (!isClosing) order({ kind: 'close' });
      isClosing = true;
      await exited.promise;
    },
  };
  return listener;
};

async function started(port: Promise<number>, onFailed: () => void): Promise<number> {
  try {
    return await port;
  } catch (thrown) {
    onFailed();
    throw thrown;
  }
}

function settle(visit: PromiseWithResolvers<void> | undefined, failure: FaultNote | undefined): void {
  if (failure === undefined) visit?.resolve();
  else visit?.reject(faultFromBody(failure));
}

function onEnd(onFailure: DataListenerOptions['onFailure'], thrown: unknown): void {
  const why = thrown instanceof Error ? thrown.message : 'it ended';
  onFailure({ code: 'internal', message: `the thread of the data port ended: ${why}` });
}
