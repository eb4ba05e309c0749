/**
 * A wire whose bytes are counted where they pass: a thread of its own, of higher priority where that is allowed, that
 * hands on what connections to its port send to another one.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setPriority } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Piece } from './windows.ts';

export interface CountingProxy extends AsyncDisposable {
  readonly port: number;
  /** What passed so far, of all connections together. */
  pieces(): Promise<Piece[]>;
}

export async function countingProxy(upstreamPort: number): Promise<CountingProxy> {
  const worker = new Worker(new URL(import.meta.url), { workerData: upstreamPort });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    port,
    pieces: async () => {
      worker.postMessage('pieces');
      const [pieces] = (await once(worker, 'message')) as [Piece[]];
      return pieces;
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

/** A read that fills the buffer of a socket may have left something behind. */
const wholeBuffer = 64 * 1024;

function serve(upstreamPort: number): void {
  const pieces: Piece[] = [];
  const server = createServer((client) => {
    const upstream = connect(upstreamPort, '127.0.0.1');
    let emptyAtMs = performance.now();
    client.on('data', (piece: Buffer) => {
      const atMs = performance.now();
      pieces.push({ sinceMs: emptyAtMs, atMs, bytes: piece.length });
      if (piece.length < wholeBuffer) emptyAtMs = atMs;
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as { port: number }).port));
  parentPort?.on('message', () => parentPort?.postMessage(pieces));
}

if (!isMainThread) {
  try {
    setPriority(0, -10);
  } catch {
    // Then the observer is as late as everybody else.
  }
  serve(workerData as number);
}
