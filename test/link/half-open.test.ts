/** A link that loses what is sent on it without ending, one way or both: whoever hears nothing gives it up. */
import { expect, test } from 'vitest';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';
import { cuttingProxy } from '../node/data/cutting-proxy.ts';

const lost = { code: 'link-lost', message: expect.stringContaining('silent') };

test('a link to a node on which nothing comes through any more, one way or both, is given up by whoever hears nothing', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const attachedThroughProxy = async (name: string) => {
    const enrolled = await enrolMember(hub, { kind: 'node', name });
    const proxy = await cuttingProxy(Number(hub.address.split(':').at(-1)));
    return { name, proxy, node: await attachNode({ hub: `127.0.0.1:${proxy.port}`, enrolled }) };
  };
  const online = async (): Promise<string[]> => {
    const { nodes } = await admin.request('list-nodes', {});
    return nodes.flatMap(({ name, presence }) => (presence === 'online' ? [name] : []));
  };
  await using parts = new AsyncDisposableStack();
  const [deaf, mute, both, fine] = await Promise.all(
    ['deaf', 'mute', 'both', 'fine'].map(async (name) => {
      const one = await attachedThroughProxy(name);
      parts.use(one.proxy);
      parts.use(one.node);
      return one;
    }),
  );
  await until(async () => (await online()).length === 4);

  deaf?.proxy.freeze('down');
  mute?.proxy.freeze('up');
  both?.proxy.freeze();
  // What a node does not hear, and what the hub does not.
  await Promise.all([
    expect(deaf?.node.peer.closed).resolves.toMatchObject(lost),
    expect(both?.node.peer.closed).resolves.toMatchObject(lost),
    until(async () => (await online()).join() === 'fine', { what: 'the hub misses three' }),
  ]);
  expect(fine?.node.peer.signal.aborted).toBe(false);
});
