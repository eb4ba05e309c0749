/** One of the two nodes of bench/node-to-node.ts as a process of its own: the parent says which, and what to do. */
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type * as DataListenerModule from '../../node/data/receive/data-listener.ts';
import type * as TransferThreadModule from '../../node/data/transfer-thread.ts';
import { openRoots } from '../../node/roots.ts';
import { createLimiter } from '../../src/engine/pipeline/rate-limiter.ts';
import { type Identity, secureContext } from '../../src/link/identity.ts';
import { TransferOptions } from '../../src/model/transfer-options.ts';
import { transferId } from '../../src/runtime/identifier.ts';

export interface RoleSetting {
  readonly role: 'sender' | 'receiver';
  /** The receiver listens on it, and the sender dials it. */
  readonly host: string;
  /** Holds `source/` and `target/`. */
  readonly place: string;
  readonly identity: Identity;
  readonly grantKey: string;
}

export interface Ports {
  readonly nodes: number;
  readonly bare: number;
}

export type Job =
  /** So many bytes of memory through one TLS connection. */
  | { readonly kind: 'bare'; readonly port: number; readonly bytes: number }
  /** All of `source/` into `target/NUMBER`. */
  | { readonly kind: 'nodes'; readonly port: number; readonly grant: string; readonly number: number };

export interface Done {
  readonly seconds: number;
  /** Connections, at most. */
  readonly streams: number;
}

/** As it is installed: every thread would first strip the types of what it loads. */
const built = join(import.meta.dirname, '..', '..', 'dist', 'programs', 'node');
const chunk = 1024 * 1024;
const [setting] = (await once(process, 'message')) as [RoleSetting];
const { role, host, place, identity, grantKey } = setting;
const say = (message: Ports | Done | { readonly cpuSeconds: number } | 'ready'): void => void process.send?.(message);
if (role === 'receiver') await receive();
else await send();

async function receive(): Promise<void> {
  const { startDataListener }: typeof DataListenerModule = await import(join(built, 'data-listener.js'));
  const sink = createServer({ ...secureContext(identity), requestCert: true }, (socket) => {
    let left = Number.POSITIVE_INFINITY;
    socket.on('data', (piece: Buffer) => {
      // The first eight bytes say how many there are.
      if (left === Number.POSITIVE_INFINITY) left = piece.readDoubleLE(0);
      left -= piece.length;
      if (left === 0) socket.end('.');
    });
    socket.on('error', () => {});
  });
  sink.listen(0, host);
  await once(sink, 'listening');
  const listener = await startDataListener({
    listen: { host, port: 0 },
    hub: '127.0.0.1:1',
    home: join(place, 'meet.sock'),
    name: 'fs2',
    identity,
    grantKey,
    roots: openRoots([{ path: join(place, 'target'), isReadOnly: false }]).list,
    auditFile: join(place, 'fs2.audit.jsonl'),
    nodeLimiter: createLimiter(undefined),
    maxTransfers: 4,
    onReceived: () => {},
    onRefused: ({ reason }) => console.error(reason.message),
    onFailure: ({ message }) => console.error(message),
  });
  process.on('message', () => say({ cpuSeconds: cpuSeconds() }));
  process.once('disconnect', () => {
    sink.close();
    void listener[Symbol.asyncDispose]();
  });
  say({ nodes: listener.port, bare: (sink.address() as AddressInfo).port });
}

async function send(): Promise<void> {
  const { startTransferThread }: typeof TransferThreadModule = await import(join(built, 'transfer-thread.js'));
  const roots = openRoots([{ path: join(place, 'source'), isReadOnly: true }]);
  const buffer = randomFillSync(Buffer.alloc(chunk));
  process.on('message', async (job: Job | 'cpu') => {
    if (job === 'cpu') {
      say({ cpuSeconds: cpuSeconds() });
      return;
    }
    const start = performance.now();
    const streams = job.kind === 'bare' ? await sendBare(job) : await sendFiles(job);
    say({ seconds: (performance.now() - start) / 1000, streams });
  });
  say('ready');

  async function sendFiles({ port, grant, number }: Extract<Job, { kind: 'nodes' }>): Promise<number> {
    let most = 1;
    await using thread = startTransferThread({
      room: undefined,
      order: {
        id: transferId(number),
        name: 'bench',
        source: { node: 'fs1', path: join(place, 'source') },
        destination: { node: 'fs2', path: join(place, 'target', String(number)) },
        options: TransferOptions.parse({}),
        createdBy: 'bench',
        createdAt: 1,
        peer: { node: 'fs2', address: `${host}:${port}`, grant },
      },
      source: { kind: 'folder', path: roots.resolve(join(place, 'source'), 'read') },
      destination: { kind: 'peer', identity },
      meeting: undefined,
      backlogFile: join(place, `backlog-${number}.db`),
      auditFile: join(place, 'fs1.audit.jsonl'),
      uploadsFile: join(place, 'fs1.uploads.db'),
      nodeLimiter: createLimiter(undefined),
      onPhase: () => {},
      onWaiting: ({ reason }) => console.error(reason.message),
      onReach: () => {},
      onStreamFailed: ({ message }) => console.error(message),
      onProgress: ({ streams = 1 }) => {
        most = Math.max(most, streams);
      },
      onFileFailed: ({ path, reason }) => console.error(path, reason.message),
      onFinding: ({ message }) => console.error(message),
    });
    const outcome = await thread.outcome;
    if (outcome.kind !== 'completed' || outcome.totals.failed.files > 0) throw new Error(JSON.stringify(outcome));
    return most;
  }

  async function sendBare({ port, bytes }: Extract<Job, { kind: 'bare' }>): Promise<number> {
    const socket = connect({ host, port, ...secureContext(identity), checkServerIdentity: () => undefined });
    await once(socket, 'secureConnect');
    buffer.writeDoubleLE(bytes, 0);
    socket.resume();
    const ended = once(socket, 'end');
    for (let sent = 0; sent < bytes; sent += chunk) {
      const hasRoom = socket.write(buffer.subarray(0, Math.min(chunk, bytes - sent)));
      if (!hasRoom) await once(socket, 'drain');
    }
    await ended;
    socket.destroy();
    return 1;
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
