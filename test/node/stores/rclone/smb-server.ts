/** A real Samba on a port of its own, with one share that lies in a temporary folder, and the account of who runs the tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../engine/temporary-folder.ts';
import { freePort } from '../../../harness/running-fleet.ts';
import type { CagedServer } from './caged-store.ts';
import { serverProcess } from './server-process.ts';

/** What scripts/test-servers.sh installs for it. */
export const smbPrograms = ['smbd', 'rclone', 'setpriv'];
export const smbPassword = 'pw';
/** Its MD4, which Node does not compute any more. */
const hash = '8CC19B6A8CFEAC299C2871C86B38DE28';

export interface SmbServer extends CagedServer {
  readonly port: number;
  readonly user: string;
  /** The share, on this machine. */
  readonly share: TemporaryFolder;
}

export async function smbServer(): Promise<SmbServer> {
  await using parts = new AsyncDisposableStack();
  const place = parts.use(temporaryFolder());
  const share = { ...place, path: place.at('share'), at: (...names: string[]) => place.at('share', ...names) };
  mkdirSync(share.path);
  mkdirSync(place.at('private'));
  const port = await freePort();
  const { username: user, uid } = userInfo();
  writeFileSync(
    place.at('private/passwords'),
    `${user}:${uid}:${'X'.repeat(32)}:${hash}:[U          ]:LCT-60000000:\n`,
  );
  const folders = ['private dir', 'lock directory', 'state directory', 'cache directory', 'pid directory'];
  const lines = [
    '[global]',
    'server role = standalone server',
    'interfaces = 127.0.0.1/8',
    'bind interfaces only = yes',
    `smb ports = ${port}`,
    'disable netbios = yes',
    `passdb backend = smbpasswd:${place.at('private/passwords')}`,
    ...folders.map((name) => `${name} = ${place.at('private')}`),
    `ncalrpc dir = ${place.at('private/ncalrpc')}`,
    'load printers = no',
    'printing = bsd',
    'printcap name = /dev/null',
    'disable spoolss = yes',
    'server min protocol = SMB2_10',
    '[data]',
    `path = ${share.path}`,
    'read only = no',
    '[shown]',
    `path = ${share.path}`,
    'read only = yes',
  ];
  writeFileSync(place.at('smb.conf'), lines.join('\n'));
  const args = ['-s', place.at('smb.conf'), '-F', '--no-process-group', '--debug-stdout'];
  parts.use(await serverProcess('/usr/sbin/smbd', args, port));
  const running = parts.move();
  return {
    options: remoteOptions.smb({ host: '127.0.0.1', port, user }, { password: smbPassword }),
    top: 'data',
    port,
    user,
    share,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
