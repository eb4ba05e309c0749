import { Buffer } from 'node:buffer';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { DataChannel } from '../../../node/data/link/data-channel.ts';
import { encodeOutcomes } from '../../../node/data/link/outcome-codec.ts';
import { maxOutcomesBytes } from '../../../src/protocol/block-frame.ts';
import type { ReceiverMessage } from '../../../src/protocol/data-link.ts';

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
  });
  const body = Buffer.alloc(1024 * 1024);
  for (let count = 0; count < 200 && channel.isOpen; count += 1) channel.frame('outcomes', body);
  expect(channel.isOpen).toBe(false);
  expect(await channel.closed).toMatchObject({ code: 'link-lost' });
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
