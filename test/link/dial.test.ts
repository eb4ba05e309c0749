import { expect, test } from 'vitest';
import { dial, stayDialled } from '../../src/link/dial.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import type { Fault } from '../../src/runtime/fault.ts';
import { type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { freePort } from '../harness/running-fleet.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const clock = { now: () => Date.now(), sleep: async () => undefined };

function options({ admin }: OpenedHub, address: string, signal: AbortSignal) {
  return {
    address,
    identity: admin.identity,
    ours: hubToConsole,
    theirs: consoleToHub,
    handlers: { requests: {}, notices: { update: () => undefined } },
    program: 'test',
    signal,
  };
}

test('a hub that is not there is unreachable', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const attempt = dial(options(hub, `127.0.0.1:${await freePort()}`, new AbortController().signal));
  await expect(attempt).rejects.toMatchObject({ code: 'hub-unreachable', isRetryable: true });
});

test('an aborted signal ends an attempt with its reason', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const reason = new Error('enough');
  await expect(dial(options(hub, hub.address, AbortSignal.abort(reason)))).rejects.toBe(reason);
  const controller = new AbortController();
  const attempt = dial(options(hub, hub.address, controller.signal));
  controller.abort(reason);
  await expect(attempt).rejects.toBe(reason);
});

test('who stays attached gets a new link after every hub that ends, and stops when its signal aborts', async () => {
  await using folder = await tempFolder();
  const listen = { host: '127.0.0.1', port: await freePort() };
  let hub = await openTestHub(folder.path, { listen });
  const controller = new AbortController();
  const away: Fault[] = [];
  const links = stayDialled({
    ...options(hub, hub.address, controller.signal),
    clock,
    onAway: (fault) => away.push(fault),
  });
  const programs: string[] = [];
  for await (const link of links) {
    const { name, hub: address } = await link.request('who-am-i', {});
    programs.push(`${name} at ${address}`);
    await hub[Symbol.asyncDispose]();
    if (programs.length === 3) controller.abort();
    else hub = await openTestHub(folder.path, { listen });
  }
  expect(programs).toEqual(Array.from({ length: 3 }, () => `admin at 127.0.0.1:${listen.port}`));
  expect(new Set(away.map(({ code }) => code))).toEqual(new Set(['link-lost']));
});

test('leaving the loop ends the link', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const links = stayDialled({ ...options(hub, hub.address, new AbortController().signal), onAway: () => undefined });
  let ended: Promise<Fault> | undefined;
  for await (const link of links) {
    ended = link.closed;
    break;
  }
  await expect(ended).resolves.toMatchObject({ code: 'link-lost' });
});
