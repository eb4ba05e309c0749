import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchSilence } from '../../../node/stores/sftp/silence-watch.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => vi.useRealTimers());

/** Two ends of a real connection. */
async function connection(): Promise<{ readonly near: Socket; readonly far: Socket } & Disposable> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as { port: number }).port, '127.0.0.1');
  const [far] = (await once(server, 'connection')) as [Socket];
  server.close();
  near.resume();
  return {
    near,
    far,
    [Symbol.dispose]: () => {
      near.destroy();
      far.destroy();
    },
  };
}

test('a connection over which nothing comes is given up within 15 seconds, also when questions still leave', async () => {
  using ends = await connection();
  const silences: number[] = [];
  watchSilence(ends.near, (seconds) => silences.push(seconds));
  for (let second = 1; second <= 15 && silences.length === 0; second += 1) {
    ends.near.write('is anybody there?');
    vi.advanceTimersByTime(1000);
  }
  expect(silences).toEqual([13]);
});

test('one over which something comes now and then is alive', async () => {
  using ends = await connection();
  const silences: number[] = [];
  watchSilence(ends.near, (seconds) => silences.push(seconds));
  for (let times = 0; times < 5; times += 1) {
    vi.advanceTimersByTime(12_000);
    const comes = once(ends.near, 'data');
    ends.far.write('x');
    await comes;
  }
  expect(silences).toEqual([]);
});
