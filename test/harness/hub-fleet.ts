/** A hub in this process with two nodes that a test attaches as it likes. */
import type { HubOptions } from '../../hub/hub.ts';
import type { Enrolled } from '../../src/link/enrol.ts';
import { attachUser, enrolMember, type OpenedHub, openTestHub } from './open-hub.ts';
import { attachNode } from './scripted-node.ts';
import { until } from './until.ts';

/** A hub with fs1 and fs2 enrolled, fs2 having been attached once, and an admin attached. */
export async function openFleet(
  folder: string,
  known?: { fs1: Enrolled; fs2: Enrolled },
  options: Partial<HubOptions> = {},
) {
  await using stack = new AsyncDisposableStack();
  const hub = stack.use(await openTestHub(folder, options));
  const fs1 = known?.fs1 ?? (await enrolMember(hub, { kind: 'node', name: 'fs1' }));
  const fs2 = known?.fs2 ?? (await enrolMember(hub, { kind: 'node', name: 'fs2' }));
  if (known === undefined) {
    await using _once = await attachNode({ hub: hub.address, enrolled: fs2, dataAddress: '10.0.0.2:7401' });
  }
  const admin = stack.use(await attachUser(hub.address, hub.admin.identity));
  const owned = stack.move();
  return { hub, fs1, fs2, admin, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export async function offline(hub: OpenedHub, node: string): Promise<void> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await until(
    async () => {
      const { nodes } = await admin.request('list-nodes', {});
      return nodes.some(({ name, presence }) => name === node && presence === 'offline');
    },
    { what: `${node} is offline` },
  );
}
