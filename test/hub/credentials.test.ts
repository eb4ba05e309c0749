/** Credentials that the hub keeps and cannot open: sealed by who declares them, to the nodes that may use them. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHubDatabase } from '../../hub/store/schema.ts';
import { databaseFile } from '../../hub/store/state-files.ts';
import { openNodeDatabase } from '../../node/database.ts';
import { SealedStore } from '../../node/trust/sealed-store.ts';
import { saveProfile } from '../../src/link/profile.ts';
import { openCredential } from '../../src/protocol/credential-seal.ts';
import { makeSealingPair, type SealingPair } from '../../src/runtime/hpke.ts';
import { type TemporaryFolder, temporaryFolder } from '../engine/temporary-folder.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { type ProgramEnd, runProgram } from '../harness/running-program.ts';
import { attachNode, type ScriptedNodeOptions } from '../harness/scripted-node.ts';
import { until } from '../harness/until.ts';

type Fleet = Awaited<ReturnType<typeof openFleet>>;
type Handed = Parameters<SealedStore['keep']>[0];

/** A node with a real store behind its link. */
async function attachWithStore(
  { hub }: Fleet,
  { enrolled, pair }: Pick<ScriptedNodeOptions, 'enrolled'> & { readonly pair: SealingPair },
) {
  const handed: Handed[] = [];
  const state = temporaryFolder();
  const database = openNodeDatabase(state.path);
  const store = new SealedStore({ node: enrolled.name, privateKey: pair.privateKey, database });
  const node = await attachNode({
    hub: hub.address,
    enrolled,
    sealingKey: pair.publicKey,
    requests: {
      'keep-credentials': async ({ credentials }) => {
        handed.push(credentials);
        return { unopened: store.keep(credentials) };
      },
    },
  });
  await until(() => handed.length > 0, { what: `${enrolled.name} was told its credentials` });
  const leave = async (): Promise<void> => {
    await node[Symbol.asyncDispose]();
    database.close();
    state[Symbol.dispose]();
  };
  return { store, handed, [Symbol.asyncDispose]: leave };
}

/** `longhaul hub`, as the admin of this fleet. */
async function flagsOf({ hub }: Fleet, folder: TemporaryFolder): Promise<(...args: string[]) => Promise<ProgramEnd>> {
  const profile = { hub: hub.address, name: 'root', identity: hub.admin.identity };
  await saveProfile(folder.at('home/longhaul/profiles/root.json'), profile);
  const env = { ...process.env, XDG_CONFIG_HOME: folder.at('home'), XDG_STATE_HOME: folder.at('none') };
  return (...args) => runProgram('hub', ['--profile', 'root', ...args], env);
}

const yaml = `credentials:
  - name: prod-s3
    nodes: [fs1, fs2]
    secret: { accessKeyId: AKIAEXAMPLE, secretAccessKey: do-not-tell }
  - name: nas
    nodes: [fs1]
    secret: { user: backup, password: tell-nobody }
`;
const secretOf = { 'prod-s3': { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'do-not-tell' } };

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

test('a credential reaches the nodes that it names, and whoever steals all that the hub has opens none', async () => {
  using folder = temporaryFolder();
  await using fleet = await openFleet(folder.path);
  const [one, two] = [makeSealingPair(), makeSealingPair()];
  await using fs1 = await attachWithStore(fleet, { enrolled: fleet.fs1, pair: one });
  await using fs2 = await attachWithStore(fleet, { enrolled: fleet.fs2, pair: two });
  const hub = await flagsOf(fleet, folder);
  writeFileSync(folder.at('secrets.yaml'), yaml);
  const apply = ['--apply', folder.at('secrets.yaml')];
  const added = { code: 0, stdout: 'credential prod-s3 added\ncredential nas added\n' };
  expect(await hub(...apply, '--dry-run')).toMatchObject(added);
  expect(await hub(...apply)).toMatchObject(added);
  await until(() => fs1.store.names.length === 2 && fs2.store.names.length === 1, { what: 'both nodes have theirs' });
  const [sealed] = fs2.handed.at(-1) ?? [];
  if (sealed === undefined) throw new Error('nothing was handed over');
  expect(openCredential(sealed, { node: 'fs2', privateKey: two.privateKey })).toEqual(secretOf['prod-s3']);
  const stolen = { node: 'fs2', privateKey: one.privateKey };
  expect(() => openCredential(sealed, stolen), 'by another node').toThrow(/cannot open the credential prod-s3/);

  const files = filesBelow(folder.at('hub'));
  const everything = Buffer.concat(files.map((file) => readFileSync(file)));
  for (const secret of ['AKIAEXAMPLE', 'do-not-tell', 'tell-nobody'])
    expect(everything.includes(secret), secret).toBe(false);
  const keys = everything.toString('latin1').match(/-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----/gs) ?? [];
  expect(keys.length).toBeGreaterThan(2);
  for (const key of keys)
    expect(() => openCredential(sealed, { node: 'fs2', privateKey: key.replaceAll(String.raw`\n`, '\n') })).toThrow();
  const { stdout } = await hub('--audit', '--json');
  expect(stdout).toContain('credential.added');
  expect(stdout).not.toContain('do-not-tell');
});

test('what is exported has no secrets and changes nothing when it is applied; what is left out is taken from its nodes', async () => {
  using folder = temporaryFolder();
  await using fleet = await openFleet(folder.path);
  await using fs1 = await attachWithStore(fleet, { enrolled: fleet.fs1, pair: makeSealingPair() });
  await using _fs2 = await attachWithStore(fleet, { enrolled: fleet.fs2, pair: makeSealingPair() });
  const hub = await flagsOf(fleet, folder);
  writeFileSync(folder.at('secrets.yaml'), yaml);
  await hub('--apply', folder.at('secrets.yaml'));
  const { stdout } = await hub('--export');
  expect(stdout).toBe(
    'policies: []\ncredentials:\n  - name: nas\n    nodes:\n      - fs1\n  - name: prod-s3\n    nodes:\n      - fs1\n      - fs2\nconnections: []\ntemplates: []\ntriggers: []\nnotifications: []\n',
  );
  writeFileSync(folder.at('exported.yaml'), stdout);
  expect(await hub('--apply', folder.at('exported.yaml'))).toMatchObject({ code: 0, stderr: 'nothing changes\n' });
  writeFileSync(folder.at('one.yaml'), 'credentials: [{ name: nas, nodes: [fs1] }]\n');
  const removed = await hub('--apply', folder.at('one.yaml'));
  expect(removed).toMatchObject({ code: 0, stdout: 'credential prod-s3 removed\n' });
  await until(() => fs1.store.names.join() === 'nas', { what: 'fs1 has only the other one' });
  writeFileSync(folder.at('more.yaml'), 'credentials: [{ name: nas, nodes: [fs1, fs2] }]\n');
  const unsealed = await hub('--apply', folder.at('more.yaml'));
  expect(unsealed).toMatchObject({ code: 3, stderr: expect.stringContaining('nothing is sealed to it') });
  const plain = { credentials: [{ name: 'x', nodes: ['fs1'], secret: { password: 'tell-nobody' } }] };
  const refusal = fleet.admin.request('apply', { declaration: plain as never, isDryRun: false });
  await expect(refusal).rejects.toMatchObject({ code: 'bad-message' });
});

test('rows that are exchanged in the database open on no node, and it is said', async () => {
  using folder = temporaryFolder();
  const pair = makeSealingPair();
  const known = await (async () => {
    await using fleet = await openFleet(folder.path);
    await using fs1 = await attachWithStore(fleet, { enrolled: fleet.fs1, pair });
    const hub = await flagsOf(fleet, folder);
    writeFileSync(folder.at('secrets.yaml'), yaml.replace('[fs1, fs2]', '[fs1]'));
    await hub('--apply', folder.at('secrets.yaml'));
    await until(() => fs1.store.names.length === 2);
    return { fs1: fleet.fs1, fs2: fleet.fs2 };
  })();
  const database = openHubDatabase(databaseFile(folder.at('hub')));
  database.exec(`
    update credentials set name = 'other' where name = 'nas';
    update credentials set name = 'nas' where name = 'prod-s3';
    update credentials set name = 'prod-s3' where name = 'other';
  `);
  database.close();
  await using fleet = await openFleet(folder.path, known);
  await using fs1 = await attachWithStore(fleet, { enrolled: fleet.fs1, pair });
  expect(fs1.handed.at(-1)).toHaveLength(2);
  expect(fs1.store.names).toEqual([]);
  const entries = await until(async () => {
    const page = await fleet.admin.request('list-audit', { result: 'failed', offset: 0, limit: 10 });
    return page.entries.length === 2 && page.entries;
  });
  expect(entries).toMatchObject([
    { who: 'node:fs1', action: 'credential.open', object: 'nas' },
    { who: 'node:fs1', action: 'credential.open', object: 'prod-s3' },
  ]);
});

test('a node that comes with a new key gets nothing of what was sealed to the one before, until it is declared anew', async () => {
  using folder = temporaryFolder();
  await using fleet = await openFleet(folder.path);
  const hub = await flagsOf(fleet, folder);
  writeFileSync(folder.at('secrets.yaml'), yaml.replace('[fs1, fs2]', '[fs1]'));
  const away = await hub('--apply', folder.at('secrets.yaml'));
  expect(away).toMatchObject({ code: 3, stderr: expect.stringContaining('fs1 has not been attached') });
  {
    await using fs1 = await attachWithStore(fleet, { enrolled: fleet.fs1, pair: makeSealingPair() });
    await hub('--apply', folder.at('secrets.yaml'));
    await until(() => fs1.store.names.length === 2);
  }
  await using fs1 = await attachWithStore(fleet, { enrolled: fleet.fs1, pair: makeSealingPair() });
  expect(fs1.handed).toEqual([[]]);
  writeFileSync(folder.at('kept.yaml'), 'credentials: [{ name: nas, nodes: [fs1] }]\n');
  const kept = await hub('--apply', folder.at('kept.yaml'));
  expect(kept).toMatchObject({ code: 3, stderr: expect.stringContaining('an earlier key of that node') });
  await hub('--apply', folder.at('secrets.yaml'));
  await until(() => fs1.store.names.length === 2, { what: 'it has both again' });
});
