import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createRelayMeter } from '../../../hub/metrics/relay-metrics.ts';
import { joinStreams } from '../../../src/link/joined-streams.ts';
import { readExposition } from '../../harness/prometheus-text.ts';

/** Both ends of a connection on this machine. */
async function connected(): Promise<readonly [near: Socket, far: Socket]> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { readonly port: number };
  const near = connect({ port: address.port, host: '127.0.0.1' });
  const [far] = (await once(server, 'connection')) as [Socket];
  server.close();
  return [near, far];
}

test('what a relay carries counts while it runs and stays when it has ended', async () => {
  const registry = new Registry();
  const begin = createRelayMeter(registry);
  const scrape = async () => readExposition(await registry.metrics());
  const [[owner, one], [peer, other]] = [await connected(), await connected()];
  const joined = joinStreams(one, other, { idleMs: 10_000 });
  begin(joined);
  owner.end('x'.repeat(1000));
  await once(peer, 'data');
  peer.end('y'.repeat(500));
  owner.resume();
  const running = await scrape();
  expect(running.value('longhaul_relays')).toBe(1);
  expect(running.value('longhaul_relayed_bytes_total')).toBeGreaterThanOrEqual(1000);
  await joined.ended;
  const ended = await scrape();
  expect(ended.value('longhaul_relays')).toBe(0);
  expect(ended.value('longhaul_relayed_bytes_total')).toBe(1500);
});
