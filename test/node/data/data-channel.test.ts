import { Buffer } from 'node:buffer';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { DataChannel } from '../../../node/data/link/data-channel.ts';
import { encodeOutcomes } from '../../../node/data/link/encoded-outcomes.ts';
import { createLimiter, type LimiterMemory, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type FrameHead, frameHeadBytes, maxOutcomesBytes, writeFrameHead } from '../../../src/protocol/block-frame.ts';
import { type ReceiverMessage, silenceLimitMs } from '../../../src/protocol/data-link.ts';
import { until } from '../../harness/until.ts';

/** A socket whose other end reads nothing. */
class Clogged extends Duplex {
  setNoDelay(): void {}
  override _read(): void {}
  override _write(): void {}
}

test('a peer that never reads its answers is let go before they fill the memory', async () => {
  const socket = new Clogged() as unknown as TLSSocket;
  const channel = DataChannel.open<ReceiverMessage>({
    socket,
    sink: { roomFor: ({ bodyBytes }) => Buffer.alloc(bodyBytes), onFrame: () => {} },
    peer: 'fs1',
    throttle: new Throttle([]),
  });
  const body = Buffer.alloc(1024 * 1024);
  for (let count = 0; count < 200 && channel.isOpen; count += 1) channel.frame('outcomes', body);
  expect(channel.isOpen).toBe(false);
  expect(await channel.closed).toMatchObject({ code: 'link-lost' });
});

/** A socket that remembers what is written to it. */
class Remembering extends Duplex {
  readonly writes: number[] = [];
  setNoDelay(): void {}
  override _read(): void {}
  override _write(piece: Buffer, _: unknown, done: () => void): void {
    this.writes.push(piece.length);
    done();
  }
}

function limitedChannel(socket: Duplex, limiter: LimiterMemory): DataChannel<ReceiverMessage> {
  const sink = { roomFor: ({ bodyBytes }: FrameHead) => Buffer.alloc(bodyBytes), onFrame: () => {} };
  const throttle = new Throttle([limiter]);
  return DataChannel.open<ReceiverMessage>({ socket: socket as unknown as TLSSocket, sink, peer: 'fs1', throttle });
}

test('a slot that was filled before there was a limit leaves in pieces of the limit', async () => {
  const socket = new Remembering();
  using channel = limitedChannel(socket, createLimiter(1_000_000));
  await channel.blocks(Buffer.alloc(200_000));
  expect(socket.writes.reduce((sum, bytes) => sum + bytes)).toBe(200_000 + frameHeadBytes);
  expect(Math.max(...socket.writes)).toBeLessThan(30_000);
});

test('nothing more is read while what came in is above the limit, until the limit is lifted', async () => {
  const limiter = createLimiter(1000);
  const socket = new Remembering();
  using _channel = limitedChannel(socket, limiter);
  const head = Buffer.alloc(frameHeadBytes);
  writeFrameHead(head, { kind: 'outcomes', bodyBytes: 100_000 });
  socket.push(Buffer.concat([head, Buffer.alloc(10_000)]));
  await until(() => socket.isPaused());
  new RateLimiter(limiter).bytesPerSecond = undefined;
  await until(() => !socket.isPaused());
});

test('a peer that says nothing is given up under a limit, too', async () => {
  vi.useFakeTimers();
  using _real = { [Symbol.dispose]: () => vi.useRealTimers() };
  using channel = limitedChannel(new Remembering(), createLimiter(1e9));
  await vi.advanceTimersByTimeAsync(2 * silenceLimitMs);
  expect(channel.isOpen).toBe(false);
});

/** So many bytes each `everyMs` of one long frame, for so long, by a clock that is moved. */
async function sendSlowly(
  channel: DataChannel<ReceiverMessage>,
  socket: Duplex,
  { bytes, everyMs, forMs }: { readonly bytes: number; readonly everyMs: number; readonly forMs: number },
): Promise<void> {
  const head = Buffer.alloc(frameHeadBytes);
  writeFrameHead(head, { kind: 'blocks', bodyBytes: 5 * 1024 * 1024 });
  socket.push(head);
  for (let atMs = 0; atMs < forMs && channel.isOpen; atMs += everyMs) {
    socket.push(Buffer.alloc(bytes));
    await vi.advanceTimersByTimeAsync(everyMs);
  }
}

test.each([
  ['of 1 byte a second', { bytes: 1, everyMs: 1000 }],
  ['of 20 bytes a second', { bytes: 20, everyMs: 1000 }],
])('a frame %s ends the connection', async (_title, slowness) => {
  vi.useFakeTimers();
  using _real = { [Symbol.dispose]: () => vi.useRealTimers() };
  const socket = new Remembering();
  using channel = limitedChannel(socket, createLimiter(undefined));
  await sendSlowly(channel, socket, { ...slowness, forMs: 60_000 });
  expect(await Promise.race([channel.closed, 'open'])).toMatchObject({ code: 'link-lost' });
});

test.each([
  ['over a line of 2 kB/s, in records of TLS', { bytes: 16 * 1024, everyMs: 8000 }, undefined],
  ['from a sender under a limit of 1 kB/s', { bytes: 1024, everyMs: 1024 }, undefined],
  ['from a sender that has a twelfth of such a limit', { bytes: 1024, everyMs: 11_000 }, undefined],
  ['that is read at no more than 1 kB/s', { bytes: 16 * 1024, everyMs: 16_000 }, 1000],
])('a frame of 5 MiB %s goes on for as long as it takes', async (_title, slowness, limit) => {
  vi.useFakeTimers();
  using _real = { [Symbol.dispose]: () => vi.useRealTimers() };
  const socket = new Remembering();
  using channel = limitedChannel(socket, createLimiter(limit));
  await sendSlowly(channel, socket, { ...slowness, forMs: 600_000 });
  expect(channel.isOpen).toBe(true);
});

test('small messages with long waits between them are no frame that trickles', async () => {
  vi.useFakeTimers();
  using _real = { [Symbol.dispose]: () => vi.useRealTimers() };
  const socket = new Remembering();
  using channel = limitedChannel(socket, createLimiter(undefined));
  const alive = Buffer.alloc(frameHeadBytes + 16);
  writeFrameHead(alive, { kind: 'control', bodyBytes: 16 });
  // The end of one comes with the beginning of the next.
  socket.push(alive.subarray(0, 4));
  for (let atMs = 0; atMs < 120_000; atMs += 4000) {
    socket.push(Buffer.concat([alive.subarray(4), alive.subarray(0, 4)]));
    await vi.advanceTimersByTimeAsync(4000);
  }
  expect(channel.isOpen).toBe(true);
});

test('whatever the files of a slot are called, their failures fit into one frame', () => {
  const failed = Array.from({ length: 256 }, (_, id) => ({
    id,
    code: 'permission-denied',
    message: '漢'.repeat(5000),
    side: 'destination' as const,
  }));
  expect(encodeOutcomes({ synced: [], failed }).length).toBeLessThan(maxOutcomesBytes);
});
