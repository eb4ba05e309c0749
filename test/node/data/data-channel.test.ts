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

test('whatever the files of a slot are called, their failures fit into one frame', () => {
  const failed = Array.from({ length: 256 }, (_, id) => ({
    id,
    code: 'permission-denied',
    message: '漢'.repeat(5000),
    side: 'destination' as const,
  }));
  expect(encodeOutcomes({ synced: [], failed }).length).toBeLessThan(maxOutcomesBytes);
});
