/** The thread that makes one plan: of a source on this node, with a folder of this node or of a peer as its target. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Source } from '../../src/engine/endpoint/source.ts';
import { makePlan } from '../../src/engine/plan/make-plan.ts';
import { latestPace } from '../../src/engine/plan/pace.ts';
import type { PlanTarget } from '../../src/engine/plan/plan-target.ts';
import { runOptions } from '../../src/engine/run/run-options.ts';
import type { Identity } from '../../src/link/identity.ts';
import type { PlanAnswer, PlanOrder } from '../../src/model/plan-request.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { FaultCode } from '../../src/runtime/fault-codes.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { type MeetingSetting, Meetings } from '../data/meet/meetings.ts';
import { openSource } from '../data/open-source.ts';
import { openRootedTarget } from '../data/rooted-target.ts';
import { PeerTarget } from '../data/send/peer-target.ts';
import type { OrderedPlaces } from '../ordered-places.ts';
import { plainPath } from '../roots.ts';
import { FindingList } from './finding-list.ts';

export interface PlanSetting extends OrderedPlaces {
  readonly order: PlanOrder;
  /** Ours, for the peer. */
  readonly identity: Identity;
  readonly limits: readonly RateLimit[];
  /** Says how fast it went the last time. */
  readonly auditFile: string;
  /** Transfers between the same two places. */
  readonly earlier: readonly TransferId[];
  readonly meeting: MeetingSetting | undefined;
}

export interface PlanStop {
  readonly kind: 'stop';
}

export type PlanReport =
  | { readonly kind: 'made'; readonly answer: PlanAnswer }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const report = (message: PlanReport): void => port.postMessage(message);
const setting = workerData as PlanSetting;
const stop = new AbortController();
port.on('message', (_stop: PlanStop) => stop.abort(new Fault('interrupted', 'nobody waits for the plan any more')));

async function make(): Promise<PlanAnswer> {
  const { order, limits, auditFile } = setting;
  const { signal } = stop;
  await using parts = new AsyncDisposableStack();
  const source = await openSource(setting.source, { parts, room: undefined, signal });
  const target = await openTarget(parts);
  const earlier = new Set<string>(setting.earlier);
  const findings = new FindingList();
  const plan = await makePlan({
    source,
    target,
    options: runOptions(order.options, rootsOf(source)),
    limits,
    pace: latestPace(auditFile, (transfer) => earlier.has(transfer)),
    onFinding: (finding) => findings.add(finding),
    signal,
  });
  return { plan, findings: findings.kept };
}

/** Of the transfer, on the machine of the destination. */
function rootsOf(source: Source): string[] {
  const { order, destination } = setting;
  return [plainPath(order.destination.path), ...(destination?.kind === 'folder' ? [source.name.toString()] : [])];
}

async function openTarget(parts: AsyncDisposableStack): Promise<PlanTarget> {
  const { order, destination, identity } = setting;
  if (destination?.kind === 'folder') return parts.use(openRootedTarget(destination.path)).target;
  if (destination !== undefined) {
    const { StoreTarget } = await import('../stores/store-target.ts');
    return parts.use(await StoreTarget.open(destination.store));
  }
  if (order.peer === undefined) throw new Fault('bad-message', 'the order of the plan names no peer');
  const meetings = setting.meeting && new Meetings(setting.meeting, () => {});
  const { signal } = stop;
  return parts.use(
    await PeerTarget.connect({ ...order.peer, identity: () => identity, plan: order.plan, meetings, signal }),
  );
}

try {
  report({ kind: 'made', answer: await make() });
} catch (thrown) {
  const { code, message } = asFault(thrown);
  report({ kind: 'failed', code, message });
}
port.close();
