/** A node that does what a test says: a real link to a real hub, and nothing behind it. */
import { dial } from '../../src/link/dial.ts';
import type { Enrolled } from '../../src/link/enrol.ts';
import type { Handlers, Peer } from '../../src/link/peer.ts';
import type { NodeHealth } from '../../src/model/node-record.ts';
import type { Progress } from '../../src/model/progress.ts';
import { limitText } from '../../src/model/rate-limit.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import { hubToNode, nodeToHub, type Report } from '../../src/protocol/node-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';

export interface ScriptedNode extends AsyncDisposable {
  readonly peer: Peer<typeof hubToNode, typeof nodeToHub>;
  readonly orders: TransferOrder[];
  /** `pause T-1`, `cancel T-2`, … in the order in which they came. */
  readonly commands: string[];
  /** Delivers one fact with the number that is given. */
  report(number: number, transfer: TransferId, fact: Report['fact']): Promise<number>;
}

export interface ScriptedNodeOptions {
  readonly hub: string;
  readonly enrolled: Enrolled;
  readonly unfinished?: readonly TransferId[];
  readonly dataAddress?: string | undefined;
  readonly maxTransfers?: number;
  /** Public. */
  readonly sealingKey?: string;
  readonly requests?: Partial<Handlers<typeof hubToNode>['requests']>;
  /** How often the hub wants to hear of progress. */
  readonly onPace?: (everyMs: number) => void;
}

export function someHealth(): NodeHealth {
  return {
    roots: [{ path: '/srv', isReadOnly: false, freeBytes: 5e9, totalBytes: 9e9 }],
    cpu: 0.2,
    memoryUsedBytes: 1,
    memoryTotalBytes: 2,
    at: Date.now(),
  };
}

export function someProgress(copiedBytes: number, pendingBytes: number): Progress {
  const none = { files: 0, bytes: 0 };
  const copied = { files: 1, bytes: copiedBytes };
  return {
    source: { files: 2, bytes: copiedBytes + pendingBytes },
    destination: none,
    isScanning: false,
    pending: { files: 1, bytes: pendingBytes },
    copied,
    copiedInAll: copied,
    skipped: none,
    failed: none,
    deleted: none,
    rate: 1000,
    filesRate: 1,
    etaSeconds: 7,
    files: [],
    startedAt: 1,
    at: Date.now(),
  };
}

export async function attachNode({
  hub,
  enrolled,
  unfinished = [],
  maxTransfers,
  sealingKey,
  requests,
  onPace,
  ...rest
}: ScriptedNodeOptions): Promise<ScriptedNode> {
  const orders: TransferOrder[] = [];
  const commands: string[] = [];
  const command = (what: string) => async (body: { transfer: TransferId }) => {
    commands.push(`${what} ${body.transfer}`);
    return {};
  };
  const peer = await dialNode({
    hub,
    enrolled,
    requests: {
      'start-transfer': async ({ order }) => {
        orders.push(order);
        return {};
      },
      'pause-transfer': command('pause'),
      'resume-transfer': command('resume'),
      'cancel-transfer': command('cancel'),
      'set-streams': async ({ transfer, streams }) => {
        commands.push(`streams ${transfer} ${streams}`);
        return {};
      },
      'limit-transfer': async ({ transfer, bwlimit }) => {
        commands.push(`limit ${transfer} ${bwlimit === null ? 'off' : limitText(bwlimit)}`);
        return {};
      },
      'prioritise-transfer': async ({ transfer, priority }) => {
        commands.push(`prioritise ${transfer} ${priority}`);
        return {};
      },
      ...requests,
    },
    ...(onPace && { onPace }),
  });
  const dataAddress = 'dataAddress' in rest ? rest.dataAddress : '127.0.0.1:7401';
  await peer.request('introduce', {
    version: '0.1.0',
    ...(dataAddress !== undefined && { dataAddress }),
    health: { ...someHealth(), ...(maxTransfers !== undefined && { maxTransfers }) },
    unfinished: [...unfinished],
    ...(sealingKey !== undefined && { sealingKey }),
  });
  return {
    peer,
    orders,
    commands,
    report: async (number, transfer, fact) => {
      const { upTo } = await peer.request('deliver-reports', { reports: [{ number, at: Date.now(), transfer, fact }] });
      return upTo;
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

const noSize = { files: 0, bytes: 0, folders: 0, unreadable: 0, isDone: true };

/** Greeted, and not yet introduced. */
export async function dialNode({
  hub,
  enrolled,
  requests,
  onPace,
}: Pick<ScriptedNodeOptions, 'hub' | 'enrolled' | 'requests' | 'onPace'>) {
  const nothing = async () => ({});
  return await dial({
    address: hub,
    identity: enrolled.identity,
    ours: hubToNode,
    theirs: nodeToHub,
    handlers: {
      requests: {
        'start-transfer': nothing,
        'pause-transfer': nothing,
        'resume-transfer': nothing,
        'cancel-transfer': nothing,
        'limit-transfer': nothing,
        'prioritise-transfer': nothing,
        'set-streams': nothing,
        browse: async ({ path }) => ({ path, entries: [], total: 0, isReadOnly: false }),
        'list-files': async () => ({ files: [], total: 0 }),
        'make-plan': async () => {
          throw new Fault('bad-message', 'this node makes no plans');
        },
        'stop-plan': nothing,
        distrust: nothing,
        'keep-credentials': async () => ({ unopened: [] }),
        'browse-store': async ({ path }) => ({ path, entries: [], total: 0, isReadOnly: false }),
        'try-store': async () => ({}),
        'measure-folder': async () => noSize,
        'measure-store': async () => noSize,
        'keep-watches': nothing,
        'keep-queues': nothing,
        'keep-anchor': nothing,
        'list-anchors': async () => ({ anchors: [] }),
        'tell-time': async () => ({ now: Date.now() }),
        'read-log': async () => ({ lines: [], first: 0, next: 0, isGap: false }),
        'come-to-meet': nothing,
        ...requests,
      },
      notices: { 'progress-pace': ({ everyMs }) => onPace?.(everyMs) },
    },
    program: 'test node',
    signal: new AbortController().signal,
  });
}
