import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoot } from '../../hub/api/routes.ts';
import { saveProfile } from '../../src/link/profile.ts';
import { type TemporaryFolder, temporaryFolder } from '../engine/temporary-folder.ts';
import { httpClient } from '../harness/http-client.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachUser, type ConsolePeer, enrolMember } from '../harness/open-hub.ts';
import { runProgram } from '../harness/running-program.ts';
import { startTransfer } from '../harness/transfers.ts';

let folder: TemporaryFolder;
let fleet: Awaited<ReturnType<typeof openFleet>>;
let ana: ConsolePeer;
let hubFlags: (...args: string[]) => ReturnType<typeof runProgram>;

const out = { source: { node: 'fs1', path: '/srv/other' }, destination: { node: 'fs2', path: '/srv/out' } };
const yaml = `policies:
  - name: ingest
    who: [role:operator]
    from: ['fs1:/srv/in']
    to: ['fs2:/srv/out']
`;

beforeAll(async () => {
  folder = temporaryFolder();
  fleet = await openFleet(folder.path);
  const enrolled = await enrolMember(fleet.hub, { kind: 'user', name: 'ana', role: 'operator' });
  ana = await attachUser(fleet.hub.address, enrolled.identity);
  for (const [name, identity] of [
    ['ana', enrolled.identity],
    ['root', fleet.hub.admin.identity],
  ] as const)
    await saveProfile(folder.at(`home/longhaul/profiles/${name}.json`), { hub: fleet.hub.address, name, identity });
  const env = { ...process.env, XDG_CONFIG_HOME: folder.at('home'), XDG_STATE_HOME: folder.at('none') };
  hubFlags = (...args) => runProgram('hub', args, env);
  writeFileSync(folder.at('policies.yaml'), yaml);
});
afterAll(async () => {
  await ana[Symbol.asyncDispose]();
  await fleet[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

test('a dry run says what a file would change and changes nothing, and what is applied is what is exported', async () => {
  const apply = ['--profile', 'root', '--apply', folder.at('policies.yaml')];
  expect(await hubFlags(...apply, '--dry-run')).toMatchObject({ code: 0, stdout: 'policy ingest added\n' });
  await expect(fleet.admin.request('export', {})).resolves.toMatchObject({ policies: [], connections: [] });
  expect(await hubFlags(...apply)).toMatchObject({ code: 0, stdout: 'policy ingest added\n' });
  const { stdout } = await hubFlags('--profile', 'root', '--export');
  writeFileSync(folder.at('exported.yaml'), stdout);
  const again = await hubFlags('--profile', 'root', '--apply', folder.at('exported.yaml'));
  expect(again).toMatchObject({ code: 0, stdout: '', stderr: 'nothing changes\n' });
});

test('what no policy allows is refused over the link, the HTTP API and the flags alike, and each leaves a line', async () => {
  const policies = [
    { name: 'ingest', who: ['role:operator'], from: ['fs1:/srv/in'], to: ['fs2:/srv/out'], mirror: false },
  ];
  await fleet.admin.request('apply', { declaration: { policies }, isDryRun: false });
  await expect(startTransfer(ana)).resolves.toMatchObject({ createdBy: 'user:ana' });
  const refused = { code: 'refused', message: 'no policy allows user:ana to move fs1:/srv/other -> fs2:/srv/out' };
  await expect(startTransfer(ana, out)).rejects.toMatchObject(refused);
  const others = await startTransfer(fleet.admin, out);
  await expect(ana.request('cancel-transfer', { transfer: others.id })).rejects.toMatchObject({ code: 'refused' });
  const { key } = await fleet.admin.request('make-api-key', { name: 'ci', role: 'operator' });
  const ask = httpClient(fleet.hub.address, { ca: fleet.hub.admin.identity.ca });
  const headers = { authorization: `Bearer ${key}` };
  const posted = await ask(`${apiRoot}/transfers`, { method: 'POST', headers, body: out });
  expect(posted).toMatchObject({ status: 403, json: { code: 'refused' } });
  const flags = await hubFlags('--profile', 'ana', '--from', 'fs1:/srv/other', '--to', 'fs2:/srv/out');
  expect(flags).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('no policy allows user:ana') });
  const { entries } = await fleet.admin.request('list-audit', { result: 'denied', offset: 0, limit: 100 });
  expect(entries.map(({ who, action, object }) => `${who} ${action} ${object}`.trim())).toEqual([
    'user:ana start-transfer',
    `user:ana cancel-transfer ${others.id}`,
    'key:ci start-transfer',
    'user:ana start-transfer',
  ]);
});

test.each([
  { note: 'that is not there', text: undefined, says: /cannot read .*: ENOENT/ },
  { note: 'that is no YAML', text: 'policies: [', says: /bad-\d+\.yaml, line 1: / },
  { note: 'with a misspelled word', text: yaml.replace('from:', 'form:'), says: /line 4: policies\.0: .*form/ },
  {
    note: 'with a place that is none',
    text: yaml.replace('fs1:/srv/in', '/srv/in'),
    says: /line 4: policies\.0\.from\.0: write NODE:\/PATH/,
  },
])('a file $note is told in one line, and nothing changes', async ({ text, says }) => {
  const file = folder.at(`bad-${String(says).length}.yaml`);
  if (text !== undefined) writeFileSync(file, text);
  const end = await hubFlags('--profile', 'root', '--apply', file);
  expect(end).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
  expect(end.stderr.trimEnd().split('\n')).toHaveLength(1);
});
