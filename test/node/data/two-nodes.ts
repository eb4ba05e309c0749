/** Two nodes in one process: fs2 listens on its data port, fs1 sends. Real threads, sockets and folders. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DataListener,
  MeetingWays,
  ReceivedSummary,
  Refusal,
  TransferOutcome,
  TransferThread,
} from '../../../node/data/data-plane.ts';
import { startDataListener } from '../../../node/data/receive/data-listener.ts';
import { startTransferThread } from '../../../node/data/transfer-thread.ts';
import { openRoots, type Root, type Roots } from '../../../node/roots.ts';
import { createLimiter, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import type { Identity } from '../../../src/link/identity.ts';
import { parseLocation } from '../../../src/model/location.ts';
import type { Progress } from '../../../src/model/progress.ts';
import type { Reach } from '../../../src/model/reach.ts';
import { TransferOptions } from '../../../src/model/transfer-options.ts';
import type { RunningPhase } from '../../../src/model/transfer-state.ts';
import { TransferId } from '../../../src/runtime/identifier.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { type TestAuthority, testAuthority } from '../../harness/test-authority.ts';

export interface SendWish {
  /** Default `/in` below the root of fs1. */
  readonly from?: string;
  /** Default `/out` below the root of fs2. */
  readonly to?: string;
  readonly transfer?: string;
  readonly options?: Partial<TransferOptions>;
  /** Default: one as the hub would sign it. */
  readonly grant?: string;
  readonly identity?: Identity;
  /** Default: the listener's. */
  readonly port?: number;
  readonly backlog?: string;
  /** fs2 has no address then, unless `port` is given. */
  readonly meeting?: MeetingWays;
}

export interface Sending extends TransferThread {
  readonly progress: Progress[];
  readonly reached: Reach[];
  /** Codes of why further connections could not be had. */
  readonly streamFailures: string[];
  readonly phases: RunningPhase[];
  readonly failed: { path: string; code: string }[];
  readonly found: { path: string; code: string }[];
}

export interface TwoNodes extends AsyncDisposable {
  readonly folder: string;
  /** The source and destination folders of a wish without paths. */
  readonly source: string;
  readonly target: string;
  readonly authority: TestAuthority;
  readonly listener: DataListener;
  readonly received: ReceivedSummary[];
  readonly refused: Refusal[];
  readonly roots: Roots;
  readonly identities: Readonly<Record<'fs1' | 'fs2', Identity>>;
  /** Of each node, for all its transfers together; none to begin with. */
  readonly nodeLimits: Readonly<Record<'fs1' | 'fs2', RateLimiter>>;
  start(wish?: SendWish): Promise<Sending>;
  send(wish?: SendWish): Promise<TransferOutcome>;
  /** Lines of an audit log, parsed. */
  auditOf(node: 'fs1' | 'fs2'): Record<string, unknown>[];
}

export interface TwoNodesOptions {
  /** Of fs2; default its `root`, writable. */
  readonly offered?: (folder: string) => Pick<Root, 'path' | 'isReadOnly'>[];
  /** Where fs2 meets others. */
  readonly hub?: string;
}

export async function twoNodes({ offered, hub = '127.0.0.1:1' }: TwoNodesOptions = {}): Promise<TwoNodes> {
  await using parts = new AsyncDisposableStack();
  const { path: folder } = parts.use(await tempFolder());
  const { path: home } = parts.use(await tempFolder());
  const at = (...names: string[]): string => join(folder, ...names);
  for (const name of ['fs1/root/in', 'fs2/root']) mkdirSync(at(name), { recursive: true });
  const authority = await testAuthority(folder);
  const [one, two] = await Promise.all([authority.nodeIdentity('fs1'), authority.nodeIdentity('fs2')]);
  const received: ReceivedSummary[] = [];
  const refused: Refusal[] = [];
  const nodeLimiters = { fs1: createLimiter(undefined), fs2: createLimiter(undefined) };
  const listener = parts.use(
    await startDataListener({
      listen: { host: '127.0.0.1', port: 0 },
      hub,
      home: join(home, 'meet.sock'),
      name: 'fs2',
      identity: two,
      grantKey: authority.authority.grantPublicKey,
      roots: openRoots(offered?.(folder) ?? [{ path: at('fs2/root'), isReadOnly: false }]).list,
      auditFile: at('fs2/audit.jsonl'),
      nodeLimiter: nodeLimiters.fs2,
      maxTransfers: 4,
      onReceived: (summary) => received.push(summary),
      onRefused: (refusal) => refused.push(refusal),
      onFailure: ({ message }) => {
        throw new Error(message);
      },
    }),
  );
  const roots = openRoots([{ path: at('fs1/root'), isReadOnly: true }]);
  const source = at('fs1/root/in');
  const target = at('fs2/root/out');

  const start = async (wish: SendWish = {}): Promise<Sending> => {
    const { from = source, to = target, transfer = 'T-1', identity = one, meeting } = wish;
    const port = wish.port ?? (meeting === undefined ? listener.port : undefined);
    const options = TransferOptions.parse(wish.options ?? {});
    const places = { source: `fs1:${from}`, destination: `fs2:${to}` };
    const grant =
      wish.grant ??
      (await authority.grant({ transfer, ...places, mayDelete: options.deleteExtras, partialDir: options.partialDir }));
    const progress: Sending['progress'] = [];
    const reached: Sending['reached'] = [];
    const streamFailures: Sending['streamFailures'] = [];
    const phases: Sending['phases'] = [];
    const failed: Sending['failed'] = [];
    const found: Sending['found'] = [];
    const thread = startTransferThread({
      room: undefined,
      order: {
        id: TransferId.parse(transfer),
        name: 'test',
        source: parseLocation(places.source),
        destination: parseLocation(places.destination),
        options,
        createdBy: 'ana',
        createdAt: 1,
        peer: { node: 'fs2', grant, ...(port !== undefined && { address: `127.0.0.1:${port}` }) },
      },
      source: { kind: 'folder', path: roots.resolve(from, 'read') },
      destination: { kind: 'peer', identity },
      meeting,
      backlogFile: at(wish.backlog ?? 'fs1/backlog.db'),
      auditFile: at('fs1/audit.jsonl'),
      uploadsFile: at('fs1/uploads.db'),
      nodeLimiter: nodeLimiters.fs1,
      onPhase: (phase) => phases.push(phase),
      onWaiting: () => {},
      onReach: (reach) => reached.push(reach),
      onStreamFailed: ({ code }) => streamFailures.push(code),
      onProgress: (now) => progress.push(now),
      onFileFailed: ({ path, reason }) => failed.push({ path, code: reason.code }),
      onFinding: ({ path, code }) => found.push({ path, code }),
    });
    return Object.assign(thread, { progress, reached, streamFailures, phases, failed, found });
  };
  const owned = parts.move();
  return {
    folder,
    source,
    target,
    authority,
    listener,
    received,
    refused,
    roots,
    identities: { fs1: one, fs2: two },
    nodeLimits: { fs1: new RateLimiter(nodeLimiters.fs1), fs2: new RateLimiter(nodeLimiters.fs2) },
    start,
    send: async (wish) => {
      await using sending = await start(wish);
      return await sending.outcome;
    },
    auditOf: (node) =>
      readFileSync(at(node, 'audit.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
