/** The Azure Blob server that Microsoft makes for tests, with one container. */
import { createHmac } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import { temporaryFolder } from '../../../engine/temporary-folder.ts';
import { freePort } from '../../../harness/running-fleet.ts';
import type { CagedServer } from './caged-store.ts';
import { serverProcess } from './server-process.ts';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const azurite = join(cache, 'longhaul-test', 'azurite-3.36.0', 'node_modules', '.bin', 'azurite-blob');

/** What scripts/test-servers.sh installs for it. */
export const azurePrograms = [azurite, 'rclone', 'setpriv'];

/** Of every azurite, and no secret. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const container = 'studio';

export interface AzureServer extends CagedServer {
  readonly endpoint: string;
}

export async function azureServer(): Promise<AzureServer> {
  await using parts = new AsyncDisposableStack();
  const place = parts.use(temporaryFolder());
  const port = await freePort();
  const args = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', place.path];
  // Without the second it calls home.
  const quietly = ['--silent', '--disableTelemetry', '--skipApiVersionCheck'];
  parts.use(await serverProcess(process.execPath, [azurite, ...args, ...quietly], port));
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  const made = await fetch(`${endpoint}/${container}?restype=container&${sasUntil('2100-01-01T00:00:00Z')}`, {
    method: 'PUT',
  });
  if (!made.ok) throw new Error(`azurite made no container: ${await made.text()}`);
  const running = parts.move();
  return {
    options: remoteOptions.azureblob({ account, endpoint }, { sas: sasUntil('2100-01-01T00:00:00Z') }),
    top: container,
    endpoint,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A signature for everything in the account (https://learn.microsoft.com/rest/api/storageservices/create-account-sas). */
export function sasUntil(se: string): string {
  const [sv, ss, srt, sp] = ['2020-08-04', 'b', 'sco', 'rwdlacup'];
  const signed = [account, sp, ss, srt, '', se, '', '', sv, ''].join('\n');
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64');
  return new URLSearchParams({ sv, ss, srt, sp, se, sig }).toString();
}
