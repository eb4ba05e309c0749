/** A hub, a node that reports to it, and a transfer that the node has. */
import type { Report } from '../../src/protocol/node-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode, type ScriptedNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';

const count = (files: number) => ({ files, bytes: files * 10 });

export const failedFile = (path: string): Report['fact'] => ({
  kind: 'file-failed',
  path,
  reason: { code: 'disk-full', message: 'no room' },
});

export const completed: Report['fact'] = {
  kind: 'state',
  state: { kind: 'completed' },
  totals: { copied: count(3), skipped: count(0), failed: count(0), deleted: count(0), durationMs: 1500 },
};

export async function openReporting() {
  await using parts = new AsyncDisposableStack();
  const folder = parts.use(await tempFolder());
  const { hub, enrolled, destination } = await fleet(folder.path);
  parts.use(hub);
  const admin = parts.use(await attachUser(hub.address, hub.admin.identity));
  const node = parts.use(await attachNode({ hub: hub.address, enrolled }));
  const { id } = await startTransfer(admin);
  const living = parts.move();
  return { folder, hub, enrolled, destination, admin, node, id, [Symbol.asyncDispose]: () => living.disposeAsync() };
}

export async function fleet(folder: string) {
  const hub = await openTestHub(folder);
  const enrolled = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const destination = await enrolMember(hub, { kind: 'node', name: 'fs2' });
  return { hub, enrolled, destination };
}

export async function deliver(
  { peer }: ScriptedNode,
  transfer: TransferId,
  reports: readonly (readonly [number, Report['fact']])[],
) {
  return await peer.request('deliver-reports', {
    reports: reports.map(([number, fact]) => ({ number, at: Date.now(), transfer, fact })),
  });
}
