/** Somebody at the data port of fs2 with the certificate of fs1, who says whatever a test wants. */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { decodeOutcomes } from '../../../node/data/link/decoded-outcomes.ts';
import { FrameParser } from '../../../node/data/link/frame-parser.ts';
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import { secureContext } from '../../../src/link/identity.ts';
import { type FrameKind, frameHeadBytes, writeFrameHead } from '../../../src/protocol/block-frame.ts';
import type { TwoNodes } from './two-nodes.ts';

export interface RawPeer extends AsyncDisposable {
  readonly socket: TLSSocket;
  readonly said: Record<string, unknown>[];
  readonly outcomes: Outcomes[];
  frame(kind: FrameKind, body: Buffer, number?: number): void;
  say(message: object): void;
  readonly closed: Promise<unknown>;
}

export async function rawPeer({ authority, listener }: Pick<TwoNodes, 'authority' | 'listener'>): Promise<RawPeer> {
  const identity = await authority.nodeIdentity('fs1');
  const socket = connect({
    host: '127.0.0.1',
    port: listener.port,
    ...secureContext(identity),
    checkServerIdentity: () => undefined,
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close').catch(() => undefined);
  await once(socket, 'secureConnect');
  const said: Record<string, unknown>[] = [];
  const outcomes: Outcomes[] = [];
  const parser = new FrameParser({
    roomFor: ({ bodyBytes }) => Buffer.alloc(bodyBytes),
    onFrame: (kind, body) => {
      if (kind === 'control') said.push(JSON.parse(body.toString()) as Record<string, unknown>);
      if (kind === 'outcomes') outcomes.push(decodeOutcomes(body));
    },
  });
  socket.on('data', (piece: Buffer) => parser.push(piece));
  const frame = (kind: FrameKind, body: Buffer, number = 0): void => {
    const head = Buffer.alloc(frameHeadBytes);
    writeFrameHead(head, { kind, bodyBytes: body.length, number });
    socket.write(Buffer.concat([head, body]));
  };
  return {
    socket,
    said,
    outcomes,
    closed,
    frame,
    say: (message) => frame('control', Buffer.from(JSON.stringify(message))),
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await closed;
    },
  };
}
