/** fs2 as 0.1.0 was: it speaks the first version of the data link, takes what is sent, and writes nothing. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { DataChannel } from '../../../node/data/link/data-channel.ts';
import { encodeOutcomes } from '../../../node/data/link/encoded-outcomes.ts';
import { parseMessage } from '../../../node/data/link/message-text.ts';
import { type Block, blocksOf, slotOverhead } from '../../../src/engine/pipeline/block.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type Identity, secureContext } from '../../../src/link/identity.ts';
import { Hello, type ReceiverMessage, SenderMessage } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';

export interface OldReceiver extends AsyncDisposable {
  readonly port: number;
  readonly blocks: Block[];
}

const room = { slotBytes: 64 * 1024 + slotOverhead, slots: 4 };

export async function oldReceiver(identity: Identity): Promise<OldReceiver> {
  const blocks: Block[] = [];
  const server = createServer({ ...secureContext(identity), requestCert: true });
  const channels = new Set<DataChannel<ReceiverMessage>>();
  server.on('secureConnection', (socket) => channels.add(serve(socket, blocks)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    blocks,
    [Symbol.asyncDispose]: async () => {
      for (const channel of channels) channel.end(new Fault('link-lost', 'the test is over'));
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(socket: TLSSocket, blocks: Block[]): DataChannel<ReceiverMessage> {
  let isGreeted = false;
  const take = (message: SenderMessage): ReceiverMessage | undefined => {
    if (message.type === 'scan') return { type: 'scanned', scan: message.scan };
    if (message.type === 'open-lane') return { type: 'lane-opened', ...room };
    if (message.type === 'close-lane') return { type: 'lane-closed' };
    if (message.type === 'settle-folders')
      return { type: 'settled', id: message.id, failures: message.folders.map(() => null) };
    return undefined;
  };
  const channel = DataChannel.open<ReceiverMessage>({
    socket,
    peer: 'fs1',
    throttle: new Throttle([]),
    sink: {
      roomFor: ({ bodyBytes }) => Buffer.alloc(bodyBytes),
      onFrame: (kind, body) => {
        if (kind === 'blocks') takeBlocks(body);
        else if (isGreeted) say(take(parseMessage(SenderMessage, body)));
        else greet(body);
      },
    },
  });
  const greet = (body: Buffer): void => {
    try {
      parseMessage(Hello, body);
      isGreeted = true;
      say({ type: 'welcome', version: 1, mtimeGrainNs: 1n, folder: 'old', session: '' });
    } catch (thrown) {
      const fault = asFault(thrown);
      say({ type: 'failure', fault: { code: fault.code, message: fault.message } });
      channel.endPolitely(fault);
    }
  };
  const say = (message: ReceiverMessage | undefined): void => {
    if (message !== undefined) channel.say(message);
  };
  const takeBlocks = (slot: Buffer): void => {
    const news = [...blocksOf(slot)];
    blocks.push(...news);
    channel.say({ type: 'room', slots: 1, writtenBytes: 0 });
    const synced = news.flatMap(({ isLast, item, size, mtimeNs, digest }) =>
      isLast ? [{ id: item, size, mtimeNs, digest, durationMs: 1 }] : [],
    );
    if (synced.length > 0) channel.frame('outcomes', encodeOutcomes({ synced, failed: [] }));
  };
  return channel;
}
