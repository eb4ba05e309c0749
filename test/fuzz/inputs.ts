/** Arbitrary input: what looks like TLS, HTTP, WebSocket frames, messages of the links or frames of the data link, and is not. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { frameHeadBytes } from '../../src/protocol/block-frame.ts';
import { consoleToHub } from '../../src/protocol/console-link.ts';
import { nodeToHub } from '../../src/protocol/node-link.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

/** Some begin as a record of a handshake does. */
export const anyBytes = fc.array(
  fc.oneof(
    bytes(600),
    bytes(600).map((body) => Buffer.concat([Buffer.from([22, 3, 1, body.length >> 8, body.length & 255, 1]), body])),
  ),
  { minLength: 1, maxLength: 4 },
);

/** What somebody brings who comes to a meeting: some of it looks like a ticket, none of it is one. */
export const anyTickets = fc.array(
  fc.oneof(
    bytes(100),
    fc.string({ unit: fc.constantFrom('a', 'Z', '9', '-', '_'), minLength: 22, maxLength: 22 }).map(Buffer.from),
  ),
  { minLength: 1, maxLength: 4 },
);

const headerLine = fc.oneof(
  fc.tuple(fc.string({ maxLength: 40 }), fc.string({ maxLength: 200 })).map(([name, value]) => `${name}: ${value}`),
  fc.constantFrom(
    'Content-Length: 99999999999',
    'Content-Length: -1',
    'Transfer-Encoding: chunked',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: x',
    'Authorization: Bearer lh_x',
    `X-Long: ${'x'.repeat(20_000)}`,
  ),
);

export const anyRequest = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'CONNECT', 'PRI', '\0'),
    fc.oneof(
      fc.constantFrom('/', '/ws', '/enrol', '/healthz', '/api/v1/transfers', '/relay/x', '*', '//', '/%', 'http://[/'),
      fc.string({ maxLength: 100 }),
    ),
    fc.array(headerLine, { maxLength: 12 }),
    bytes(400),
  )
  .map(([method, path, headers, body]) => [
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${['Host: hub', ...headers].join('\r\n')}\r\n\r\n`, 'latin1'),
    body,
  ]);

/** A frame whose parts may contradict each other. */
const webSocketFrame = fc
  .record({
    first: fc.nat(255),
    isMasked: fc.boolean(),
    said: fc.oneof(fc.constant(undefined), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    body: bytes(300),
  })
  .map(({ first, isMasked, said, body }) => {
    const length = said === undefined && body.length < 126 ? 1 : 9;
    const head = Buffer.alloc(1 + length + (isMasked ? 4 : 0));
    head[0] = first;
    head[1] = (isMasked ? 128 : 0) | (length === 1 ? body.length : 127);
    if (length === 9) head.writeBigUInt64BE(said ?? BigInt(body.length), 2);
    return Buffer.concat([head, body]);
  });
export const anyWebSocketFrames = fc.array(webSocketFrame, { minLength: 1, maxLength: 6 });

const anyValue = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constant('x'.repeat(5000)), fc.constant(2 ** 53));
const field = fc.constantFrom(
  'transfer',
  'source',
  'filter',
  'offset',
  'limit',
  'reports',
  'health',
  'name',
  'location',
);
const body = fc.oneof(anyValue, fc.dictionary(field, anyValue, { maxKeys: 5 }));
const names = [...Object.keys(consoleToHub.requests), ...Object.keys(nodeToHub.requests), 'progress', 'health'];
const name = fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor'), fc.string({ maxLength: 80 }));
const id = fc.oneof(fc.nat(), fc.constantFrom(-1, 2 ** 53, 1e300, 0.5, null, '1'));

/** Messages of a control link, most of them of a wrong shape. */
export const anyMessages = fc.array(
  fc.oneof(
    fc.record({ type: fc.constantFrom('request', 'reply', 'failure', 'notice', 'hello', 'shout'), id, name, body }),
    fc.record({ type: fc.constant('request'), id: fc.nat(), name, body }),
    anyValue,
  ),
  { minLength: 1, maxLength: 8 },
);

/** A text frame as a client sends it, with a mask of zeros. */
export function textFrame(text: string): Buffer {
  return clientFrame(0x81, Buffer.from(text));
}

export function clientFrame(first: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 6 : 14);
  head[0] = first;
  head[1] = 128 | (isShort ? payload.length : 127);
  if (!isShort) head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

const dataMessage = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      'alive',
      'scan',
      'scan-more',
      'scan-stop',
      'close-lane',
      'settle-folders',
      'remove',
      'respell',
    ),
    scan: id,
    id,
    listings: id,
    temporaryKey: fc.string({ maxLength: 20 }),
    folders: fc.array(fc.record({ path: fc.string(), mtimeNs: fc.constantFrom('1', '9'.repeat(19), 'x') })),
    removals: fc.array(
      fc.record({ path: fc.constantFrom('', '..', '/', 'a/../..', '\0'), kind: fc.constant('folder') }),
    ),
  }),
  fc.record({
    type: fc.constant('open-lane'),
    temporaryKey: fc.string({ maxLength: 20 }),
    checksum: fc.constantFrom('blake3', 'md5', 'none', 'sum'),
    blockSizeBytes: fc.constantFrom(65_536, 1, 2 ** 40),
    queueCapacity: fc.constantFrom(2, 0, 1000),
  }),
  anyValue,
);

export function dataFrame(kind: number, body: Uint8Array, saidBytes = body.length): Buffer {
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUInt32LE(saidBytes, 0);
  head.writeUInt32LE(kind, 4);
  return Buffer.concat([head, body]);
}

/** Frames of the data link: known messages in any order, blocks of anything, and heads that do not fit. */
export const anyDataFrames = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: dataMessage.map((message) => dataFrame(1, Buffer.from(JSON.stringify(message)))) },
    fc.tuple(fc.nat(5), bytes(300)).map(([kind, content]) => dataFrame(kind, content)),
    fc.tuple(fc.nat(5), bytes(50), fc.nat(2 ** 32 - 1)).map(([kind, content, said]) => dataFrame(kind, content, said)),
    bytes(100),
  ),
  { minLength: 1, maxLength: 8 },
);
