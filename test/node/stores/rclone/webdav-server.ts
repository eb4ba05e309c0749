/** A real WebDAV server, lighttpd, on a port of its own, with one user and an empty folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../engine/temporary-folder.ts';
import { freePort } from '../../../harness/running-fleet.ts';
import type { CagedServer } from './caged-store.ts';
import { serverProcess } from './server-process.ts';

/** What scripts/test-servers.sh installs for it. */
export const webdavPrograms = ['lighttpd', 'rclone', 'setpriv'];
export const webdavPassword = 'a-web-password';

export interface WebdavServer extends CagedServer {
  readonly url: string;
  /** What it serves, on this machine. */
  readonly files: TemporaryFolder;
}

export async function webdavServer(): Promise<WebdavServer> {
  await using parts = new AsyncDisposableStack();
  const place = parts.use(temporaryFolder());
  const files = { ...place, path: place.at('files'), at: (...names: string[]) => place.at('files', ...names) };
  mkdirSync(files.path);
  const port = await freePort();
  writeFileSync(place.at('users'), `ana:${webdavPassword}\n`);
  const lines = [
    'server.modules = ("mod_auth", "mod_authn_file", "mod_webdav")',
    `server.document-root = "${files.path}"`,
    'server.bind = "127.0.0.1"',
    `server.port = ${port}`,
    `server.errorlog = "${place.at('log')}"`,
    `server.upload-dirs = ("${place.path}")`,
    'webdav.activate = "enable"',
    'auth.backend = "plain"',
    `auth.backend.plain.userfile = "${place.at('users')}"`,
    'auth.require = ("/" => ("method" => "basic", "realm" => "dav", "require" => "valid-user"))',
  ];
  writeFileSync(place.at('conf'), lines.join('\n'));
  parts.use(await serverProcess('/usr/sbin/lighttpd', ['-D', '-f', place.at('conf')], port));
  const running = parts.move();
  const url = `http://127.0.0.1:${port}`;
  return {
    options: remoteOptions.webdav({ url, vendor: 'other', user: 'ana' }, { password: webdavPassword }),
    top: '',
    url,
    files,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
