/** A real sshd on a port of its own, with keys of its own, and an empty folder to work in. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import type { StoreSetting } from '../../../node/stores/store-setting.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import type { StoreServer } from './store-contract.ts';

export type SftpSetting = Extract<StoreSetting, { kind: 'sftp' }>;

export interface SftpServer extends StoreServer {
  setting(prefix?: string, more?: Partial<SftpSetting>): SftpSetting;
  readonly port: number;
  /** As `ssh-keygen -l` says it. */
  readonly fingerprint: string;
  /** As `ssh-keyscan` says it. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** Its log. */
  said(): string;
  /** What the root of the settings is, on this machine. */
  readonly root: TemporaryFolder;
  /** Kills what serves the connections, not the server. */
  cut(): void;
}

export interface SftpServerOptions {
  /** Lines of its configuration. */
  readonly lines?: readonly string[];
  /** What the root of the settings is mounted with, for this server alone. Needs root. */
  readonly mount?: string;
}

/** What scripts/test-servers.sh installs for it. */
export const sftpPrograms = ['sshd', 'ssh-keygen'];

export async function sftpServer({ lines = [], mount }: SftpServerOptions = {}): Promise<SftpServer> {
  const stack = new AsyncDisposableStack();
  const place = stack.use(temporaryFolder());
  const root = { ...place, path: realpathSync(place.path), at: (...names: string[]) => place.at('files', ...names) };
  mkdirSync(root.at());
  // It wants its empty folder, and nobody but root may make it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', place.at(key)]);
  const port = await freePort();
  writeFileSync(
    place.at('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${place.at('host')}`,
      `AuthorizedKeysFile ${place.at('user.pub')}`,
      `PidFile ${place.at('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication yes',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      ...lines,
    ].join('\n'),
  );
  const inside = mount === undefined ? [] : ['unshare', '--mount', 'sh', '-ec', `${mount} "$0"; exec "$@"`, root.at()];
  const [command = '', ...args] = [...inside, '/usr/sbin/sshd', '-D', '-e', '-f', place.at('config')];
  const process_ = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  stack.defer(async () => {
    killSessionsOf(process_);
    process_.kill('SIGKILL');
    if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
  });
  const said = await listening(process_);
  const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', place.at('host')], { encoding: 'utf8' }).split(' ');
  const privateKey = readFileSync(place.at('user'), 'utf8');
  return {
    port,
    fingerprint,
    publicKey: readFileSync(place.at('host.pub'), 'utf8').trim(),
    privateKey,
    said,
    root,
    setting: (prefix = '', more = {}) => ({
      kind: 'sftp',
      name: 'store',
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      hostKeys: [fingerprint],
      root: root.at(),
      prefix,
      credential: { privateKey },
      ...more,
    }),
    cut: () => killSessionsOf(process_),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Its processes and theirs. */
function killSessionsOf({ pid }: ChildProcess): void {
  const pairs = readdirSync('/proc').flatMap((name) => {
    const parent = parentOf(name);
    return parent === undefined ? [] : [[Number(name), parent] as const];
  });
  const below = (parent: number | undefined): number[] =>
    pairs.flatMap(([child, above]) => (above === parent ? [...below(child), child] : []));
  for (const child of below(pid)) {
    try {
      process.kill(child, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

/** Undefined for what is no process, or none any more. */
function parentOf(name: string): number | undefined {
  if (!/^\d+$/.test(name)) return undefined;
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** Answers with its log. */
async function listening(server: ChildProcess): Promise<() => string> {
  let said = '';
  server.stderr?.setEncoding('utf8');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.stderr?.on('data', (text: string) => {
    said += text;
    if (said.includes('Server listening')) resolve();
  });
  server.once('exit', () => reject(new Error(`sshd ended: ${said}`)));
  await promise;
  return () => said;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
