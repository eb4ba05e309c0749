/**
 * A real S3 server that checks what it is sent: OpenStack Swift with its S3 interface, from Debian, with one replica in a
 * folder. Needs root, because its one file of settings lies in /etc/swift.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { StoreSetting } from '../../../node/stores/store-setting.ts';
import { freePort } from '../../harness/running-fleet.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';
import type { StoreServer } from './store-contract.ts';

const bucket = 'studio-bucket';
const credential = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };
const settingsFile = '/etc/swift/swift.conf';

export async function swiftServer(): Promise<StoreServer> {
  await using parts = new AsyncDisposableStack();
  const { path: folder } = parts.use(await tempFolder());
  const ports = {
    memcached: await freePort(),
    account: await freePort(),
    container: await freePort(),
    object: await freePort(),
    proxy: await freePort(),
  };
  configure(folder, ports);
  const start = (program: string, ...args: string[]): void => {
    const child = spawn(program, args, { stdio: 'ignore' });
    parts.defer(() => ended(child));
  };
  start('memcached', '-u', 'nobody', '-l', '127.0.0.1', '-p', String(ports.memcached), '-m', '64');
  for (const name of ['account', 'container', 'object', 'proxy'] as const)
    start(`swift-${name}-server`, `${folder}/${name}-server.conf`);
  for (const [name, port] of Object.entries(ports))
    await until(() => isListening(port), { what: `${name} of Swift listens`, withinMs: 60_000 });
  const endpoint = `http://127.0.0.1:${ports.proxy}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: credential,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  parts.defer(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const running = parts.move();
  return {
    setting: (prefix = ''): StoreSetting => ({
      kind: 's3',
      name: 'store',
      bucket,
      prefix,
      endpoint,
      region: 'us-east-1',
      pathStyle: true,
      compatible: true,
      credential,
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function configure(folder: string, ports: Readonly<Record<string, number>>): void {
  mkdirSync('/etc/swift', { recursive: true });
  if (!existsSync(settingsFile))
    writeFileSync(
      settingsFile,
      '[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = b\n[storage-policy:0]\nname = gold\ndefault = yes\n',
    );
  mkdirSync(`${folder}/devices/d1`, { recursive: true });
  const common = (port: number | undefined) =>
    `[DEFAULT]\nbind_ip=127.0.0.1\nbind_port=${port}\ndevices=${folder}/devices\nmount_check=false\nswift_dir=${folder}\nuser=root\nworkers=0\nfallocate_reserve=0\n`;
  for (const name of ['account', 'container', 'object']) {
    const builder = `${folder}/${name}.builder`;
    run('swift-ring-builder', builder, 'create', '8', '1', '1');
    run('swift-ring-builder', builder, 'add', `r1z1-127.0.0.1:${ports[name]}/d1`, '1');
    run('swift-ring-builder', builder, 'rebalance');
    writeFileSync(
      `${folder}/${name}-server.conf`,
      `${common(ports[name])}[pipeline:main]\npipeline=${name}-server\n[app:${name}-server]\nuse=egg:swift#${name}\n`,
    );
  }
  writeFileSync(
    `${folder}/proxy-server.conf`,
    `${common(ports['proxy'])}[pipeline:main]
pipeline = catch_errors gatekeeper proxy-logging cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use=egg:swift#proxy
account_autocreate=true
allow_account_management=true
[filter:cache]
use=egg:swift#memcache
memcache_servers=127.0.0.1:${ports['memcached']}
[filter:tempauth]
use=egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use=egg:swift#s3api
location=us-east-1
[filter:versioned_writes]
use=egg:swift#versioned_writes
allow_object_versioning=true
${['catch_errors', 'gatekeeper', 'proxy_logging', 'listing_formats', 'bulk', 'copy', 'slo', 'dlo', 'symlink']
  .map((name) => `[filter:${name === 'proxy_logging' ? 'proxy-logging' : name}]\nuse=egg:swift#${name}\n`)
  .join('')}`,
  );
}

function run(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  // 1 is a warning of the ring builder.
  if (error !== undefined || (status ?? 2) > 1) throw new Error(`${program} ${args.join(' ')}: ${error ?? stderr}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
