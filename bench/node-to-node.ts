/**
 * How fast do files go from node to node, beside the same bytes through a bare TLS socket? Two processes on this machine,
 * memory to memory, with everything that a transfer has: scan of both sides, backlog, audit logs, blake3 on both sides,
 * temporary names and renames. The bare socket reads nothing and writes nothing. In turn, so that both meet the same noise.
 *
 *   npm run build && node bench/node-to-node.ts [ROUNDS] [FOLDER] [CHECKSUM]     needs about 3 GiB in FOLDER, by default /dev/shm
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { makeIdentity, openAuthority } from '../hub/access/authority.ts';
import type * as DataListenerModule from '../node/data/data-listener.ts';
import type * as TransferThreadModule from '../node/data/transfer-thread.ts';
import { openRoots } from '../node/roots.ts';
import { createLimiter } from '../src/engine/pipeline/rate-limiter.ts';
import { type Identity, nodeUri, secureContext } from '../src/link/identity.ts';
import { type ChecksumName, TransferOptions } from '../src/model/transfer-options.ts';
import { signGrant } from '../src/protocol/grant-token.ts';
import { transferId } from '../src/runtime/identifier.ts';

interface Setting {
  readonly place: string;
  readonly identity: Identity;
  readonly grantKey: string;
}

type Job =
  | { readonly kind: 'bare'; readonly port: number; readonly bytes: number }
  | {
      readonly kind: 'lane';
      readonly port: number;
      readonly grant: string;
      readonly number: number;
      readonly checksum: ChecksumName;
    };

interface Result {
  readonly seconds: number;
  /** Of processor, of the sending process. */
  readonly cpuSeconds: number;
}

/** As it is installed: every thread would first strip the types of what it loads. */
const built = join(import.meta.dirname, '..', 'dist', 'node', 'data');
const chunk = 1024 * 1024;
const role = process.env['LONGHAUL_BENCH_ROLE'];
async function setting(): Promise<Setting> {
  const [given] = (await once(process, 'message')) as [Setting];
  return given;
}

async function receive(): Promise<void> {
  const { place, identity, grantKey } = await setting();
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
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const listener = await startDataListener({
    listen: { host: '127.0.0.1', port: 0 },
    hub: '127.0.0.1:1',
    home: join(place, 'meet.sock'),
    name: 'fs2',
    identity,
    grantKey,
    roots: openRoots([{ path: join(place, 'target'), isReadOnly: false }]).list,
    auditFile: join(place, 'fs2.audit.jsonl'),
    nodeLimiter: createLimiter(undefined),
    onReceived: () => {},
    onRefused: ({ reason }) => console.error(reason.message),
    onFailure: ({ message }) => console.error(message),
  });
  process.send?.({ lane: listener.port, bare: (sink.address() as AddressInfo).port });
  process.on('message', () => process.send?.({ cpuSeconds: cpuSeconds() }));
  process.once('disconnect', () => {
    sink.close();
    void listener[Symbol.asyncDispose]();
  });
}

async function send(): Promise<void> {
  const { place, identity } = await setting();
  const { startTransferThread }: typeof TransferThreadModule = await import(join(built, 'transfer-thread.js'));
  const roots = openRoots([{ path: join(place, 'source'), isReadOnly: true }]);
  const buffer = randomFillSync(Buffer.alloc(chunk));
  process.on('message', async (job: Job) => {
    const cpuBefore = cpuSeconds();
    const start = performance.now();
    if (job.kind === 'bare') await sendBare(job, identity, buffer);
    else await sendLane(job);
    process.send?.({
      seconds: (performance.now() - start) / 1000,
      cpuSeconds: cpuSeconds() - cpuBefore,
    } satisfies Result);
  });

  process.send?.('ready');

  async function sendLane({ port, grant, number, checksum }: Extract<Job, { kind: 'lane' }>): Promise<void> {
    const backlogFile = join(place, `backlog-${number}.db`);
    await using thread = startTransferThread({
      order: {
        id: transferId(number),
        name: 'bench',
        source: { node: 'fs1', path: join(place, 'source') },
        destination: { node: 'fs2', path: join(place, 'target', String(number)) },
        options: TransferOptions.parse({ checksum }),
        createdBy: 'bench',
        createdAt: 1,
        peer: { node: 'fs2', address: `127.0.0.1:${port}`, grant },
      },
      source: roots.resolve(join(place, 'source'), 'read'),
      destination: { kind: 'peer', identity },
      meeting: undefined,
      backlogFile,
      auditFile: join(place, 'fs1.audit.jsonl'),
      nodeLimiter: createLimiter(undefined),
      onPhase: () => {},
      onWaiting: ({ reason }) => console.error(reason.message),
      onReach: () => {},
      onProgress: () => {},
      onFileFailed: ({ path, reason }) => console.error(path, reason.message),
      onFinding: ({ path, reason }) => console.error(path, reason.message),
    });
    const outcome = await thread.outcome;
    if (outcome.kind !== 'completed' || outcome.totals.failed.files > 0) throw new Error(JSON.stringify(outcome));
  }
}

async function sendBare(
  { port, bytes }: Extract<Job, { kind: 'bare' }>,
  identity: Identity,
  buffer: Buffer,
): Promise<void> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    ...secureContext(identity),
    checkServerIdentity: () => undefined,
  });
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
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function compare(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 5);
  const place = mkdtempSync(join(process.argv[3] ?? '/dev/shm', 'longhaul-bench-'));
  const checksum = (process.argv[4] ?? 'blake3') as ChecksumName;
  mkdirSync(join(place, 'target'));
  const authority = await openAuthority(join(place, 'authority.json'), Date.now());
  const children: ChildProcess[] = [];
  try {
    const startRole = async (name: string, uri: string): Promise<ChildProcess> => {
      const { key, certificate, ca } = await makeIdentity(authority, uri, Date.now());
      const child = fork(import.meta.filename, [], { env: { ...process.env, LONGHAUL_BENCH_ROLE: name } });
      child.setMaxListeners(0);
      children.push(child);
      child.send({ place, identity: { key, certificate, ca }, grantKey: authority.grantPublicKey } satisfies Setting);
      return child;
    };
    mkdirSync(join(place, 'source'));
    const receiver = await startRole('receiver', nodeUri('fs2'));
    const [ports] = (await once(receiver, 'message')) as [{ lane: number; bare: number }];
    const sender = await startRole('sender', nodeUri('fs1'));
    await once(sender, 'message');
    const ask = async (job: Job): Promise<Measured> => {
      const before = await receiverCpu(receiver);
      sender.send(job);
      const [result] = (await Promise.race([once(sender, 'message'), failedExit(sender)])) as [Result];
      return { ...result, receiverCpuSeconds: (await receiverCpu(receiver)) - before };
    };
    let number = 0;
    for (const tree of trees) {
      const { files, bytes } = makeTree(tree, join(place, 'source'));
      const lane: Measured[] = [];
      const bare: Measured[] = [];
      // The first round only warms up.
      for (let round = 0; round <= rounds; round += 1) {
        number += 1;
        const grant = await signGrant({
          key: authority.grantKey,
          now: Date.now(),
          claims: {
            transfer: transferId(number),
            source: { node: 'fs1', path: join(place, 'source') },
            destination: { node: 'fs2', path: join(place, 'target', String(number)) },
            mayDelete: false,
          },
        });
        const bareResult = await ask({ kind: 'bare', port: ports.bare, bytes });
        const laneResult = await ask({ kind: 'lane', port: ports.lane, grant, number, checksum });
        if (round > 0) {
          bare.push(bareResult);
          lane.push(laneResult);
        }
        rmSync(join(place, 'target', String(number)), { recursive: true });
      }
      rmSync(join(place, 'source'), { recursive: true });
      mkdirSync(join(place, 'source'));
      report({ tree, files, bytes, lane, bare });
    }
  } finally {
    for (const child of children) child.disconnect();
    await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
    rmSync(place, { recursive: true, force: true });
  }
}

async function failedExit(child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error('the sending process ended');
}

async function receiverCpu(receiver: ChildProcess): Promise<number> {
  receiver.send('cpu');
  const [{ cpuSeconds }] = (await once(receiver, 'message')) as [{ cpuSeconds: number }];
  return cpuSeconds;
}

interface Tree {
  readonly name: string;
  readonly files: number;
  readonly sizeOf: (index: number) => number;
}

const trees: readonly Tree[] = [
  // Sizes spread evenly over 1 to 20 MB, in an order that mixes them.
  { name: '100 x 1-20 MB', files: 100, sizeOf: (index) => 1_000_000 + ((index * 37) % 100) * 192_000 },
  { name: '20,000 x 16 KiB', files: 20_000, sizeOf: () => 16 * 1024 },
];

function makeTree({ files, sizeOf }: Tree, folder: string): { readonly files: number; readonly bytes: number } {
  const content = randomFillSync(Buffer.alloc(20_100_000));
  let bytes = 0;
  for (let index = 0; index < files; index += 1) {
    const inside = join(folder, `d${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(inside, { recursive: true });
    content.writeUInt32LE(index);
    const size = sizeOf(index);
    writeFileSync(join(inside, `f${index}`), content.subarray(0, size));
    bytes += size;
  }
  return { files, bytes };
}

interface Measured extends Result {
  readonly receiverCpuSeconds: number;
}

interface Report {
  readonly tree: Tree;
  readonly files: number;
  readonly bytes: number;
  readonly lane: readonly Measured[];
  readonly bare: readonly Measured[];
}

function report({ tree, files, bytes, lane, bare }: Report): void {
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const laneSeconds = median(lane.map(({ seconds }) => seconds));
  const bareSeconds = median(bare.map(({ seconds }) => seconds));
  const rate = (seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  const shown = lane.map(({ seconds }, at) => `${seconds.toFixed(2)}/${bare[at]?.seconds.toFixed(2)}`).join(' ');
  const cpuOf = (results: readonly Measured[]): string =>
    `${median(results.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)} + ${median(results.map(({ receiverCpuSeconds }) => receiverCpuSeconds)).toFixed(2)} s of processor`;
  console.log(
    `${tree.name.padEnd(16)} nodes     ${laneSeconds.toFixed(2)} s  ${rate(laneSeconds)}  ${(files / laneSeconds).toFixed(0)} files/s  ${cpuOf(lane)}`,
  );
  console.log(
    `${''.padEnd(16)} bare TLS  ${bareSeconds.toFixed(2)} s  ${rate(bareSeconds)}  ${cpuOf(bare)}  nodes reach ${(bareSeconds / laneSeconds).toFixed(2)} of it  (${shown})`,
  );
}

if (role === 'receiver') await receive();
else if (role === 'sender') await send();
else await compare();
