/** What a console lists beside transfers and nodes: triggers that it may switch, connections, and who is let in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../src/link/enrol.ts';
import { Template } from '../../src/model/template.ts';
import { Trigger } from '../../src/model/trigger.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { enrolMember } from '../harness/open-hub.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const parts = new AsyncDisposableStack();
let fleet: Awaited<ReturnType<typeof openFleet>>;

beforeAll(async () => {
  const folder = parts.use(await tempFolder());
  fleet = parts.use(await openFleet(folder.path));
});
afterAll(() => parts.disposeAsync());

const nightly = Trigger.parse({ kind: 'schedule', name: 'nightly', template: 'dump', cron: '0 3 * * *' });

async function trail(action: string) {
  return (await fleet.admin.request('list-audit', { action, offset: 0, limit: 100 })).entries;
}

test('a trigger that is switched off is off in every list and in the export, leaves a line, and stays with its declarer', async () => {
  const { admin } = fleet;
  const templates = [Template.parse({ name: 'dump', from: 'fs1:/dump', to: 'fs2:/vault' })];
  await admin.request('apply', { declaration: { templates, triggers: [nightly] }, isDryRun: false });
  const one = async () => (await admin.request('list-triggers', {})).triggers[0];
  const before = await one();
  expect(before).toMatchObject({ trigger: { enabled: true }, nextRuns: { length: 5 } });
  await admin.request('switch-trigger', { trigger: 'nightly', enabled: false });
  expect(await one()).toMatchObject({ trigger: { enabled: false }, nextRuns: [], declaredBy: before?.declaredBy });
  expect((await admin.request('export', {})).triggers).toEqual([{ ...nightly, enabled: false }]);
  await admin.request('switch-trigger', { trigger: 'nightly', enabled: false });
  await admin.request('switch-trigger', { trigger: 'nightly', enabled: true });
  expect(await one()).toEqual(before);
  expect(await trail('trigger.disable')).toMatchObject([{ who: 'user:admin', object: 'nightly', result: 'ok' }]);
  expect(await trail('trigger.enable')).toMatchObject([{ who: 'user:admin', object: 'nightly', result: 'ok' }]);
  const unknown = admin.request('switch-trigger', { trigger: 'daily', enabled: true });
  await expect(unknown).rejects.toMatchObject({ code: 'name-unknown' });
});

test('a template that is kept stands beside the others, and one of its name gives way only when that is wished', async () => {
  const { admin } = fleet;
  const dump = Template.parse({ name: 'dump', from: 'fs1:/dump', to: 'fs2:/vault' });
  const kept = Template.parse({ name: 'kept', from: 'fs1:/a', to: 'fs2:/b', options: { verify: true } });
  await admin.request('apply', { declaration: { templates: [dump] }, isDryRun: false });
  const names = async () => (await admin.request('list-templates', {})).templates.map(({ template }) => template.to);
  await admin.request('keep-template', { template: kept, isReplacing: false });
  expect(await names()).toEqual(['fs2:/vault', 'fs2:/b']);
  const again = { ...kept, to: 'fs2:/c' };
  const taken = admin.request('keep-template', { template: again, isReplacing: false });
  await expect(taken).rejects.toMatchObject({ code: 'name-taken' });
  await admin.request('keep-template', { template: again, isReplacing: true });
  expect(await names()).toEqual(['fs2:/vault', 'fs2:/c']);
  expect(await trail('template.changed')).toMatchObject([{ who: 'user:admin', object: 'kept' }]);
});

test('two triggers may declare one queue, but only one of them can be on', async () => {
  const { admin } = fleet;
  const templates = [Template.parse({ name: 'dump', from: 'media:/bucket/in', to: 'fs1:/vault' })];
  const connections = [{ name: 'media', kind: 's3' as const, region: 'eu', pathStyle: false, compatible: false }];
  const queue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/media';
  const sqs = (name: string, enabled: boolean) =>
    Trigger.parse({ kind: 'sqs', name, template: 'dump', node: 'fs1', queue, enabled });
  await admin.request('apply', {
    declaration: { connections, templates, triggers: [sqs('one', true), sqs('other', false)] },
    isDryRun: false,
  });
  const both = admin.request('switch-trigger', { trigger: 'other', enabled: true });
  await expect(both).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('poll one queue') });
  await admin.request('switch-trigger', { trigger: 'one', enabled: false });
  await admin.request('switch-trigger', { trigger: 'other', enabled: true });
  await admin.request('apply', { declaration: { triggers: [], templates: [] }, isDryRun: false });
});

test('a connection is listed with where it leads and the nodes that can open it', async () => {
  const { admin } = fleet;
  const connections = [
    {
      name: 'cold',
      kind: 's3' as const,
      endpoint: 'https://s3.example.com/',
      region: 'eu',
      pathStyle: false,
      compatible: false,
    },
  ];
  await admin.request('apply', { declaration: { connections }, isDryRun: false });
  expect((await admin.request('list-connections', {})).connections).toEqual([
    { name: 'cold', kind: 's3', endpoint: 'https://s3.example.com', nodes: ['fs1', 'fs2'] },
  ]);
});

test('who is let in is listed with the end of the certificate, who was revoked is not, and who is invited is apart', async () => {
  const { admin, hub } = fleet;
  await enrolMember(hub, { kind: 'user', name: 'raj', role: 'operator' });
  const first = await admin.request('list-members', {});
  expect(first.users).toEqual([
    { name: 'admin', role: 'admin', joinedAt: expect.any(Number), expiresAt: expect.any(Number) },
    { name: 'raj', role: 'operator', joinedAt: expect.any(Number), expiresAt: expect.any(Number) },
  ]);
  expect(first.nodes.map(({ name }) => name)).toEqual(['fs1', 'fs2']);
  expect(first.nodes.every(({ expiresAt }) => expiresAt > Date.now())).toBe(true);
  expect(first.tokens).toEqual([]);
  await admin.request('revoke', { kind: 'user', name: 'raj' });
  const { users } = await admin.request('list-members', {});
  expect(users.map(({ name }) => name)).toEqual(['admin']);
});

test('a token that is withdrawn lets nobody in, and is open no more', async () => {
  const { admin } = fleet;
  const { token } = await admin.request('invite', { kind: 'user', name: 'eve', role: 'viewer' });
  expect((await admin.request('list-members', {})).tokens).toMatchObject([
    { kind: 'user', name: 'eve', role: 'viewer', createdBy: 'user:admin' },
  ]);
  expect(JSON.stringify(await admin.request('list-members', {}))).not.toContain(token);
  expect(await admin.request('withdraw-token', { kind: 'user', name: 'eve' })).toEqual({ tokens: 1 });
  expect((await admin.request('list-members', {})).tokens).toEqual([]);
  const signal = AbortSignal.timeout(20_000);
  await expect(enrol({ token, kind: 'user', name: 'eve', signal })).rejects.toMatchObject({
    code: expect.stringMatching(/token|refused/),
  });
  expect(await trail('token.withdraw')).toMatchObject([{ object: 'eve', detail: 'user, 1 token' }]);
  const again = admin.request('withdraw-token', { kind: 'user', name: 'eve' });
  await expect(again).rejects.toMatchObject({ code: 'name-unknown' });
});
