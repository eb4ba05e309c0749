import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type TemporaryFolder, temporaryFolder } from '../engine/temporary-folder.ts';
import { attachUser, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { RunningProgram, runProgram } from '../harness/running-program.ts';
import { until } from '../harness/until.ts';

async function invitation(hub: OpenedHub, name: string): Promise<string> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  return (await admin.request('invite', { kind: 'node', name })).token;
}

/** Until fs1 is online, or is not any more. One link for all questions: one each would cost more than the node. */
async function untilPresent(hub: OpenedHub, isPresent = true): Promise<void> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const look = async (): Promise<boolean> => {
    const { nodes } = await admin.request('list-nodes', {});
    return nodes.some(({ name, presence }) => name === 'fs1' && presence === 'online') === isPresent;
  };
  await until(look, { what: isPresent ? 'fs1 online' : 'fs1 away' });
}

function dataFolder(folder: TemporaryFolder): string[] {
  mkdirSync(folder.at('root'), { recursive: true });
  return ['--data', folder.at('data')];
}

const nowhere = ['--listen', '127.0.0.1:0'];

describe('longhaul node', () => {
  it('enrols with a token, keeps everything it needs, and needs no flag from then on', async () => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const data = dataFolder(folder);
    const join = [
      '--join',
      await invitation(hub, 'fs1'),
      '--root',
      folder.at('root'),
      ...nowhere,
      '--max-transfers',
      '2',
    ];
    {
      await using node = new RunningProgram('node', [...data, ...join]);
      await untilPresent(hub);
      expect(await node.end('SIGTERM')).toBe(0);
    }
    expect(statSync(folder.at('data/identity.json')).mode & 0o777).toBe(0o600);
    expect(parse(readFileSync(folder.at('data/node.yaml'), 'utf8'))).toEqual({
      root: [folder.at('root')],
      listen: '127.0.0.1:0',
      'max-transfers': '2',
    });
    await untilPresent(hub, false);
    await using _again = new RunningProgram('node', data);
    await untilPresent(hub);
  });

  it('runs an enrolled node that is told to join the same hub again, without the token', async () => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const flags = [
      ...dataFolder(folder),
      '--join',
      await invitation(hub, 'fs1'),
      '--root',
      folder.at('root'),
      ...nowhere,
    ];
    for (let life = 0; life < 2; life += 1) {
      await using node = new RunningProgram('node', flags);
      await untilPresent(hub);
      expect(node.said.includes('already; the token is not used')).toBe(life === 1);
      await node.end('SIGTERM');
      await untilPresent(hub, false);
    }
  });

  it('refuses in one line to become another node in the same folder', async () => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const data = dataFolder(folder);
    {
      await using _node = new RunningProgram('node', [
        ...data,
        '--join',
        await invitation(hub, 'fs1'),
        '--root',
        folder.at('root'),
        ...nowhere,
      ]);
      await untilPresent(hub);
    }
    const other = await runProgram('node', [
      ...data,
      '--join',
      await invitation(hub, 'fs2'),
      '--root',
      folder.at('root'),
    ]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/^longhaul node: .* as fs1 already.*\n$/) });
    const renamed = await runProgram('node', [...data, '--name', 'fs9']);
    expect(renamed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^longhaul node: .*joined as fs1.*\n$/) });
  });

  it('refuses a token that was used, in one line, and leaves no identity behind', async () => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const token = await invitation(hub, 'fs1');
    const flags = (name: string): string[] => [
      '--data',
      folder.at(name),
      '--join',
      token,
      '--root',
      folder.at('root'),
      ...nowhere,
    ];
    dataFolder(folder);
    {
      await using _node = new RunningProgram('node', flags('first'));
      await untilPresent(hub);
    }
    const { code, stderr } = await runProgram('node', flags('second'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/^longhaul node: .*\(token-used\).*\n$/);
    expect(await runProgram('node', ['--data', folder.at('second')])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('(not-enrolled)'),
    });
  });

  it.each([
    ['without an enrolment', [], 3, /\(not-enrolled\)/],
    [
      'for a root that does not exist',
      ['--join', 'TOKEN', '--root', 'ROOT/nothing'],
      2,
      /--root .*nothing does not exist/,
    ],
    ['for a root that is a file', ['--join', 'TOKEN', '--root', 'ROOT/file'], 2, /is not a folder/],
    ['for a relative root', ['--join', 'TOKEN', '--root', 'data'], 2, /--root: 'data' .*absolute/],
    ['for the same root twice', ['--join', 'TOKEN', '--root', 'ROOT', '--root', 'ROOT/'], 2, /given twice/],
    [
      'for a root that holds the state folder',
      ['--join', 'TOKEN', '--root', 'ROOT/..'],
      2,
      /holds .*data, where .* key/,
    ],
    ['without a root', ['--join', 'TOKEN'], 2, /no --root is given/],
    ['for a thing that is no token', ['--join', 'nonsense', '--root', 'ROOT'], 3, /\(token-invalid\)/],
    ['for a name that the token was not made for', ['--join', 'TOKEN', '--root', 'ROOT', '--name', 'fs7'], 3, /fs7/],
    ['for a bad rate', ['--join', 'TOKEN', '--root', 'ROOT', '--bwlimit', 'fast'], 2, /'fast' is not a rate/],
    [
      'for a bad timetable',
      ['--join', 'TOKEN', '--root', 'ROOT', '--bwlimit', '8,20M'],
      2,
      /'8,20M' is not a timetable/,
    ],
    ['for an unknown flag', ['--rot', 'ROOT'], 2, /--rot; did you mean --root\?/],
    ['for a bad address', ['--join', 'TOKEN', '--root', 'ROOT', '--listen', '7401'], 2, /'7401' is not an address/],
  ])('ends %s with one line and the right exit code', async (_note, flags, code, words) => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const data = dataFolder(folder);
    writeFileSync(folder.at('root/file'), '');
    const token = await invitation(hub, 'fs1');
    const args = flags.map((flag) => flag.replace('TOKEN', token).replace('ROOT', folder.at('root')));
    const end = await runProgram('node', [...data, ...args]);
    expect(end).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
    expect(end.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('names a data port that is busy, in one line, and stays enrolled', async () => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const data = dataFolder(folder);
    using busy = busyPort();
    const flags = ['--join', await invitation(hub, 'fs1'), '--root', folder.at('root')];
    const end = await runProgram('node', [
      ...data,
      ...flags,
      '--listen',
      `127.0.0.1:${await busy.port}`,
      '--log-level',
      'silent',
    ]);
    expect(end).toMatchObject({ code: 2, stderr: expect.stringMatching(/^longhaul node: .*\(port-busy\).*\n$/) });
    await using _node = new RunningProgram('node', [...data, ...nowhere]);
    await untilPresent(hub);
  });

  it('lets only one daemon work in a folder', async () => {
    using folder = temporaryFolder();
    await using hub = await openTestHub(folder.path);
    const data = dataFolder(folder);
    await using _node = new RunningProgram('node', [
      ...data,
      '--join',
      await invitation(hub, 'fs1'),
      '--root',
      folder.at('root'),
      ...nowhere,
    ]);
    await untilPresent(hub);
    expect(await runProgram('node', [...data, ...nowhere])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^longhaul node: .*\(state-locked\).*\n$/),
    });
  });

  it('starts and waits for a hub that is away', async () => {
    using folder = temporaryFolder();
    const data = dataFolder(folder);
    let address: string;
    {
      await using hub = await openTestHub(folder.path);
      address = hub.address;
      await using _node = new RunningProgram('node', [
        ...data,
        '--join',
        await invitation(hub, 'fs1'),
        '--root',
        folder.at('root'),
        ...nowhere,
      ]);
      await untilPresent(hub);
    }
    await using node = new RunningProgram('node', data);
    await until(() => node.said.includes('the hub is away'));
    const [host = '', port] = address.split(':');
    await using hub = await openTestHub(folder.path, { listen: { host, port: Number(port) } });
    await untilPresent(hub);
  });

  it('shows every flag and two examples with --help', async () => {
    const { code, stdout, stderr } = await runProgram('node', ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const flag of [
      'join',
      'name',
      'root',
      'data',
      'listen',
      'advertise',
      'max-transfers',
      'bwlimit',
      'log-level',
      'config',
    ]) {
      expect(stdout).toContain(`--${flag} `);
    }
    expect(stdout.match(/^ {2}longhaul node /gm)).toHaveLength(2);
  });
});

function busyPort(): Disposable & { readonly port: Promise<number> } {
  const server = createServer().listen(0, '127.0.0.1');
  const port = once(server, 'listening').then(() => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  return { port, [Symbol.dispose]: () => void server.close() };
}
