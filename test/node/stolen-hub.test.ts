import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeIdentity } from '../../node/identity-file.ts';
import { TransferOrder } from '../../src/model/transfer.ts';
import { defaultTransferOptions, type TransferOptions } from '../../src/model/transfer-options.ts';
import { type TemporaryFolder, temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningProgram } from '../harness/running-program.ts';
import { ScriptedHub } from '../harness/scripted-hub.ts';
import { until } from '../harness/until.ts';

let folder: TemporaryFolder;
let hub: ScriptedHub;
let node: RunningProgram;

/** A real node, and a hub that says and signs whatever somebody wants who has taken it. */
beforeAll(async () => {
  folder = temporaryFolder();
  for (const name of ['root/in', 'archive', 'private', 'data']) mkdirSync(folder.at(name), { recursive: true });
  writeFileSync(folder.at('root/in/a'), 'a');
  writeFileSync(folder.at('private/secret'), 'secret');
  symlinkSync(folder.at('private'), folder.at('root/link'));
  hub = await ScriptedHub.start(folder.path);
  const { key, certificate, ca } = await hub.nodeIdentity('fs1');
  const grantKey = hub.authority.grantPublicKey;
  await writeIdentity(folder.at('data'), { name: 'fs1', hub: hub.address, key, certificate, ca, grantKey });
  const roots = ['--root', folder.at('root'), '--root', `${folder.at('archive')}:ro`];
  node = new RunningProgram('node', ['--data', folder.at('data'), ...roots, '--listen', 'none']);
  await hub.node();
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

interface Order {
  readonly note: string;
  readonly from: string;
  readonly to: string;
  readonly toNode?: string;
  readonly options?: Partial<TransferOptions>;
  readonly code: string;
}

const orders: readonly Order[] = [
  { note: 'reads what lies outside its roots', from: 'private', to: 'root/out', code: 'outside-root' },
  { note: 'reads by climbing out of a root', from: 'root/../private', to: 'root/out', code: 'outside-root' },
  { note: 'reads through a link in a root', from: 'root/link', to: 'root/out', code: 'symlink-in-path' },
  { note: 'writes outside its roots', from: 'root/in', to: 'private/out', code: 'outside-root' },
  { note: 'writes by climbing out of a root', from: 'root/in', to: 'root/../private/out', code: 'outside-root' },
  { note: 'writes through a link in a root', from: 'root/in', to: 'root/link/out', code: 'symlink-in-path' },
  { note: 'writes where a root may only be read', from: 'root/in', to: 'archive/out', code: 'root-read-only' },
  { note: 'reads its own keys', from: 'data', to: 'root/out', code: 'outside-root' },
  { note: 'writes for another node', from: 'root/in', to: 'root/out', toNode: 'fs2', code: 'bad-message' },
  {
    note: 'leaves unfinished files outside its roots',
    from: 'root/in',
    to: 'root/out',
    options: { partialDir: '/tmp' },
    code: 'outside-root',
  },
];

test.each(orders.map((order, index) => ({ ...order, id: `T-${index + 1}` })))(
  'no order of a hub makes a node do this: it $note',
  async ({ id, from, to, toNode = 'fs1', options, code }) => {
    const order = TransferOrder.parse({
      id,
      name: 'stolen',
      source: { node: 'fs1', path: folder.at(from) },
      destination: { node: toNode, path: folder.at(to) },
      options: { ...defaultTransferOptions, ...options },
      createdBy: 'user:mallory',
      createdAt: 1,
    });
    await (await hub.node()).request('start-transfer', { order });
    const ended = await until(() =>
      hub.reports.find(
        ({ transfer, fact }) => transfer === id && fact.kind === 'state' && fact.state.kind === 'failed',
      ),
    );
    expect(ended.fact).toMatchObject({ state: { reason: { code } } });
    expect([readdirSync(folder.at('private')), readdirSync(folder.at('archive'))]).toEqual([['secret'], []]);
    expect(readdirSync(folder.at('root')).sort()).toEqual(['in', 'link']);
  },
);

test.each([
  { note: 'outside the roots', path: 'private' },
  { note: 'behind a link', path: 'root/link' },
  { note: "of the node's own state", path: 'data' },
])('a hub is shown no folder $note', async ({ path }) => {
  const asked = (await hub.node()).request('browse', { path: folder.at(path), offset: 0, limit: 10 });
  await expect(asked).rejects.toMatchObject({ code: expect.stringMatching('outside-root|symlink-in-path') });
});
