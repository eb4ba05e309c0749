/** What people move files with over ssh, to a daemon of its own on this machine: keys, port and configuration for the bench alone. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface SshPlace extends AsyncDisposable {
  /** Program -> its command that copies what is in `source` into `target`, over the connection. */
  commands(places: { readonly source: string; readonly target: string }): Readonly<Record<string, readonly string[]>>;
}

const daemon = '/usr/sbin/sshd';

/** `folder` is there, and only for this. */
export async function openSsh(folder: string): Promise<SshPlace> {
  const at = (name: string): string => join(folder, name);
  for (const name of ['host', 'user'])
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)], { stdio: 'inherit' });
  spawnSync('cp', [at('user.pub'), at('authorized')]);
  chmodSync(at('authorized'), 0o600);
  mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    `PidFile ${at('pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'Subsystem sftp internal-sftp',
    'MaxStartups 100',
  ];
  writeFileSync(at('config'), `${lines.join('\n')}\n`);
  const child = spawn(daemon, ['-D', '-e', '-f', at('config')], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await answering(port);
  const { username: user } = userInfo();
  const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];
  const store = `:sftp,host=127.0.0.1,port=${port},user=${user},key_file=${at('user')},shell_type=none:`;
  return {
    commands: ({ source, target }) => ({
      'rsync -a over ssh': [
        'rsync',
        '-a',
        '-e',
        ['ssh', '-p', port, '-i', at('user'), ...options].join(' '),
        `${source}/`,
        `${user}@127.0.0.1:${target}`,
      ],
      'rclone copy to sftp': ['rclone', '--config', '/dev/null', 'copy', source, `${store}${target}`],
      'scp -r': [
        'scp',
        '-q',
        '-r',
        '-P',
        String(port),
        '-i',
        at('user'),
        ...options,
        source,
        `${user}@127.0.0.1:${target}`,
      ],
    }),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await wait(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error('sshd does not answer');
}
