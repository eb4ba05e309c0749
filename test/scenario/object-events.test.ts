/** More objects: LONGHAUL_OBJECTS=200 npx vitest run test/scenario/object-events.test.ts */
import { Buffer } from 'node:buffer';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditFile } from '../../node/audit-file.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { TriggerRecord } from '../../src/model/trigger-record.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { until } from '../harness/until.ts';
import { bucket, type NotifyingBucket, notifyingBucket } from '../node/events/notifying-bucket.ts';

const objects = Number(process.env['LONGHAUL_OBJECTS'] ?? 4);
const withinMs = 120_000 + objects * 4000;
const secret = 'a-secret-that-nobody-else-may-see';

const declared = ({ endpoint, queue }: NotifyingBucket, fleet: RunningFleet): string => `
connections:
  - { name: prod-s3, kind: s3, endpoint: '${endpoint}', pathStyle: true, credential: prod-keys }
credentials:
  - { name: prod-keys, nodes: [fs1, fs2], secret: { accessKeyId: test, secretAccessKey: ${secret} } }
templates:
  - name: ingest
    from: prod-s3:${bucket}/{key}
    to: fs1:${fleet.root('fs1')}/{folder}
    options: { bwlimit: 4M }
    variables: { key: { path: true }, folder: { path: true } }
  - name: onward
    from: fs1:${fleet.root('fs1')}/{key}
    to: fs2:${fleet.root('fs2')}/{folder}
    variables: { key: { path: true }, folder: { path: true } }
triggers:
  - { name: arrived, kind: sqs, template: ingest, node: fs1, queue: '${queue.url}', credential: prod-keys, prefix: in/ }
  - { name: then, kind: after, template: onward, follows: arrived }
`;

async function openFleet(place: string, source: NotifyingBucket): Promise<RunningFleet> {
  const allowed = ['--store', `${source.endpoint}/${bucket}:ro`, '--queue', source.queue.url];
  const fleet = await RunningFleet.start({ folder: place, nodes: ['fs1', 'fs2'], nodeFlags: allowed });
  const file = join(place, 'automation.yaml');
  writeFileSync(file, declared(source, fleet));
  expect(await fleet.hub('--apply', file)).toMatchObject({ code: 0 });
  writeFileSync(file, '');
  return fleet;
}

const linesOf = <Line>(text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** Of a node, each file that it has moved, as often as it has. */
const moved = (fleet: RunningFleet, node: string): string[] =>
  linesOf<{ event: string; source: string }>(readFileSync(auditFile(fleet.data(node)), 'utf8')).flatMap(
    ({ event, source }) => (event === 'synced' ? [source] : []),
  );

async function audited(fleet: RunningFleet): Promise<string[]> {
  const entries = linesOf<AuditEntry>((await fleet.hub('--audit', '--json')).stdout);
  return entries.flatMap(({ action, object, result }) =>
    /^transfer\.(start|end|retry)$/.test(action) ? [`${action} ${object} ${result}`] : [],
  );
}

/** The same other order at every run. */
const shuffled = (messages: readonly string[]): string[] =>
  messages
    .map((message, index) => ({ message, place: (index * 7919 + 13) % 1009 }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ message }) => message);

test(`an object that is put into a bucket comes to fs1 and then to fs2, once, also with the node killed in between; so do ${objects} at once, told of twice and out of order`, {
  timeout: 2 * withinMs,
}, async () => {
  using place = temporaryFolder();
  await using source = await notifyingBucket();
  await using fleet = await openFleet(place.path, source);
  const read = (node: string, key: string): Buffer | undefined => {
    const path = join(fleet.root(node), key);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  const isQuiet = async (): Promise<boolean> => (await source.queue.count()) === 0 && (await fleet.active()) === 0;
  const isThrough = async (key: string, content: Buffer): Promise<boolean> =>
    read('fs2', key)?.equals(content) === true && (await isQuiet());

  const large = Buffer.alloc(6_000_000, 'large');
  const key = 'in/reel 7/a+b.mov';
  await source.queue.send(await source.put(key, large));
  const isOnItsWay = async (): Promise<boolean> =>
    ((await fleet.transfer('T-1').catch(() => undefined))?.progress?.startedAt ?? 0) > 0;
  await until(isOnItsWay, { what: () => `the object is on its way; ${fleet.said}`, withinMs });
  await fleet.process('fs1').end('SIGKILL');
  expect(await source.queue.count()).toBe(1);
  fleet.startNode('fs1');
  await until(() => isThrough(key, large), { what: () => `the object is through; ${fleet.said}`, withinMs });
  expect((await audited(fleet)).toSorted()).toEqual(
    ['transfer.end', 'transfer.start'].flatMap((what) => [`${what} T-1 ok`, `${what} T-2 ok`]),
  );
  expect(moved(fleet, 'fs1')).toEqual([`prod-s3:${bucket}/${key}`, join(fleet.root('fs1'), key)]);

  const keyOf = (index: number): string => `in/${index % 7}/object ${index}`;
  const contents = new Map<string, string>();
  const messages: string[] = [];
  const put = async (index: number, content: string): Promise<void> => {
    contents.set(keyOf(index), content);
    messages.push(await source.put(keyOf(index), content));
  };
  for (let index = 0; index < objects; index += 1) await put(index, `old ${index}`);
  for (let index = 0; index < objects / 4; index += 1) await put(index, `new ${index}!`);
  for (const message of shuffled([...messages, ...messages])) await source.queue.send(message);
  await source.queue.send(await source.put('out/nothing of ours', 'x'));
  const last = keyOf(objects - 1);
  await until(() => isThrough(last, Buffer.from(contents.get(last) ?? '')), {
    what: () => `all objects; ${fleet.said}`,
    withinMs,
  });
  for (const [name, content] of contents) expect(String(read('fs1', name))).toBe(content);
  const here = moved(fleet, 'fs1').filter((path) => path.startsWith('prod-s3:'));
  expect(here.toSorted()).toEqual([key, ...contents.keys()].map((name) => `prod-s3:${bucket}/${name}`).toSorted());
  expect(existsSync(join(fleet.root('fs1'), 'out'))).toBe(false);

  const recordOf = async (): Promise<TriggerRecord | undefined> =>
    linesOf<TriggerRecord>((await fleet.hub('--triggers', '--json')).stdout)[0];
  // The node says it now and then.
  await until(async () => (await recordOf())?.queue?.held === 0, { what: 'nothing in hand', withinMs: 60_000 });
  expect(await recordOf()).toMatchObject({
    trigger: { name: 'arrived', kind: 'sqs' },
    queue: { since: expect.any(Number), lastEventAt: expect.any(Number) },
    lastResult: 'success',
  });
  expect((await fleet.hub('--triggers')).stdout).toMatch(/new-objects tells fs1 of \(polled since .*0 in hand/);
  expect(fleet.said).not.toContain(secret);
});
