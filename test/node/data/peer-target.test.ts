/** What a plan may see of another node, and that it leaves everything there as it is. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PeerTarget } from '../../../node/data/send/peer-target.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { namesOf } from '../../../src/engine/scan/listing.ts';
import { lookLifetimeSeconds } from '../../../src/model/grant.ts';
import { PlanId } from '../../../src/runtime/identifier.ts';
import { inventory } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { oldReceiver } from './old-receiver.ts';
import { type RawPeer, rawPeer } from './raw-peer.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

let nodes: TwoNodes;
const { signal } = new AbortController();

beforeAll(async () => {
  nodes = await twoNodes({
    offered: (folder) => {
      mkdirSync(`${folder}/fs2/archive`);
      mkdirSync(`${folder}/elsewhere`);
      symlinkSync(`${folder}/elsewhere`, `${folder}/fs2/root/link`);
      return [
        { path: `${folder}/fs2/root`, isReadOnly: false },
        { path: `${folder}/fs2/archive`, isReadOnly: true },
      ];
    },
  });
  mkdirSync(`${nodes.folder}/fs2/root/there/sub`, { recursive: true });
  writeFileSync(`${nodes.folder}/fs2/root/there/sub/File`, '12345');
  const leftover = temporaryNames('')(Buffer.alloc(16)).subarray(0, -1).toString();
  writeFileSync(`${nodes.folder}/fs2/root/there/${leftover}`, 'of an earlier run');
});
afterAll(() => nodes[Symbol.asyncDispose]());

interface LookWish {
  readonly to: string;
  readonly grant?: string;
  /** Default: of the listener. */
  readonly port?: number;
}

async function look({ to, port = nodes.listener.port, ...wish }: LookWish): Promise<PeerTarget> {
  const plan = PlanId.parse(randomUUID());
  const grant =
    wish.grant ?? (await nodes.authority.look({ plan, source: `fs1:${nodes.source}`, destination: `fs2:${to}` }));
  const identity = await nodes.authority.nodeIdentity('fs1');
  const address = `127.0.0.1:${port}`;
  return await PeerTarget.connect({
    address,
    node: 'fs2',
    meetings: undefined,
    identity: () => identity,
    plan,
    grant,
    signal,
  });
}

test('a folder is listed as it is, and nothing in it changes, not even what an earlier run left', async () => {
  const to = `${nodes.folder}/fs2/root/there`;
  const before = inventory(to);
  await using target = await look({ to });
  expect(target.facts).toMatchObject({ isMissing: false, caseHandling: 'keeps', freeBytes: expect.any(Number) });
  const names: string[] = [];
  for await (const listing of target.scan({ selection: undefined, nowMs: Date.now(), signal }))
    names.push(...namesOf(listing).map((name) => `${Buffer.from(listing.folder)}/${name}`));
  expect(names).toEqual(['/sub', 'sub/File']);
  const lengths = [255, 256].map((length) => Buffer.alloc(length, 'x'));
  await expect(target.refusesLong(lengths, signal)).resolves.toEqual([false, true]);
  expect(inventory(to)).toEqual(before);
});

test('a folder that is missing stays missing, and so do those above it', async () => {
  await using target = await look({ to: `${nodes.folder}/fs2/root/not/there/yet` });
  expect(target.facts.isMissing).toBe(true);
  for await (const listing of target.scan({ selection: undefined, nowMs: 0, signal })) expect(listing).toBeUndefined();
  expect(existsSync(`${nodes.folder}/fs2/root/not`)).toBe(false);
});

test.each([
  { title: 'outside the roots', to: 'elsewhere', code: 'outside-root' },
  { title: 'below a root for reading only', to: 'fs2/archive', code: 'root-read-only' },
  { title: 'through a link', to: 'fs2/root/link/in', code: 'symlink-in-path' },
])('a place $title is refused as its transfer would be', async ({ to, code }) => {
  await expect(look({ to: `${nodes.folder}/${to}` })).rejects.toMatchObject({ code });
});

test('a grant for a transfer is none for a plan, a grant for a plan none for a transfer, and an old one none at all', async () => {
  const places = { source: `fs1:${nodes.source}`, destination: `fs2:${nodes.target}` };
  const transferGrant = await nodes.authority.grant(places);
  await expect(look({ to: nodes.target, grant: transferGrant })).rejects.toMatchObject({ code: 'grant-invalid' });
  const lookGrant = await nodes.authority.look({ plan: randomUUID(), ...places });
  await expect(look({ to: nodes.target, grant: lookGrant })).rejects.toMatchObject({ code: 'grant-invalid' });
  expect(await nodes.send({ grant: lookGrant })).toMatchObject({ kind: 'failed', reason: { code: 'grant-invalid' } });
  const now = Date.now() - (lookLifetimeSeconds + 3600) * 1000;
  const old = await nodes.authority.look({ plan: randomUUID(), ...places, now });
  await expect(look({ to: nodes.target, grant: old })).rejects.toMatchObject({ code: 'grant-expired' });
  expect(existsSync(nodes.target)).toBe(false);
});

test('a node from before there were plans is said to be too old for one', async () => {
  await using old = await oldReceiver(await nodes.authority.nodeIdentity('fs2'));
  await expect(look({ to: nodes.target, port: old.port })).rejects.toMatchObject({
    code: 'version-mismatch',
    message: 'fs2 cannot say what a transfer would do',
  });
});

const lane = { temporaryKey: 'key', checksum: 'none', blockSizeBytes: 65_536, queueCapacity: 4 };

test.each<[string, object, string]>([
  ['a lane', { type: 'open-lane', ...lane }, 'there'],
  ['a removal', { type: 'remove', id: 1, removals: [{ path: 'sub/File', kind: 'file' }] }, 'there'],
  ['folder times', { type: 'settle-folders', id: 1, folders: [{ path: 'new', mtimeNs: '1', atimeNs: '1' }] }, 'there'],
  ['a path instead of a name', { type: 'try-names', id: 1, names: ['../archive'] }, 'there'],
  ['what lies above a folder that is missing', { type: 'scan', scan: 1, temporaryKey: '', listings: 9 }, 'missing'],
])('who may look is not given %s', async (_title, message, to) => {
  const before = readdirSync(`${nodes.folder}/fs2`, { recursive: true });
  await using peer = await looking(`${nodes.folder}/fs2/root/${to}`);
  peer.say(message);
  await peer.closed;
  expect(peer.said.filter(({ type }) => type !== 'seen' && type !== 'alive' && type !== 'failure')).toEqual([]);
  expect(readdirSync(`${nodes.folder}/fs2`, { recursive: true })).toEqual(before);
});

async function looking(to: string): Promise<RawPeer> {
  const peer = await rawPeer(nodes);
  const plan = randomUUID();
  const grant = await nodes.authority.look({ plan, source: `fs1:${nodes.source}`, destination: `fs2:${to}` });
  peer.say({ type: 'look', versions: [1], plan, grant });
  await until(() => peer.said.some(({ type }) => type === 'seen'), { what: 'what is seen' });
  return peer;
}
