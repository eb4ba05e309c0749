import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { FrameParser } from '../../../node/data/link/frame-parser.ts';
import { receiveBytes } from '../../../node/data/link/incoming-bytes.ts';
import { secureContext } from '../../../src/link/identity.ts';
import { frameHeadBytes, writeFrameHead } from '../../../src/protocol/block-frame.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { testAuthority } from '../../harness/test-authority.ts';

const bodies = [0, 1, 15_000, 3_000_000, 16_384, 200_000].map((length) => randomFillSync(Buffer.alloc(length)));

function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(frameHeadBytes);
  writeFrameHead(head, { kind: 'control', bodyBytes: body.length });
  return Buffer.concat([head, body]);
}

function collector() {
  const seen: Buffer[] = [];
  const parser = new FrameParser({
    roomFor: ({ bodyBytes }) => Buffer.alloc(bodyBytes),
    onFrame: (_kind, body) => seen.push(body),
  });
  return { seen, parser };
}

test('what a server accepts over TLS is read without a buffer for each record, across pauses, to its end', async () => {
  await using folder = await tempFolder();
  const identity = await (await testAuthority(folder.path)).nodeIdentity('fs2');
  const server = createServer({ ...secureContext(identity), requestCert: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: '127.0.0.1', port, ...secureContext(identity), checkServerIdentity: () => undefined });
  const [socket] = await accepted;
  const { seen, parser } = collector();
  let pieces = 0;
  let pauses = 0;
  receiveBytes(socket, {
    room: () => parser.room(),
    filled: (count) => {
      parser.filled(count);
      pauses += 1;
      if (pauses % 50 !== 0) return;
      socket.pause();
      setImmediate(() => socket.resume());
    },
    push: (piece) => {
      pieces += 1;
      parser.push(piece);
    },
  });
  for (const body of bodies) client.write(framed(body));
  const ended = once(socket, 'end');
  client.end();
  await ended;
  expect(seen).toEqual(bodies);
  expect(pieces).toBeLessThanOrEqual(1);
  socket.destroy();
  server.close();
});

test('a stream that is no socket gives its bytes in pieces', async () => {
  const stream = new PassThrough();
  const { seen, parser } = collector();
  receiveBytes(stream, parser);
  for (const body of bodies) stream.write(framed(body));
  stream.end();
  await once(stream, 'end');
  expect(seen).toEqual(bodies);
});
