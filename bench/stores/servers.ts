/** The servers of the bench, as longhaul and as rclone are told of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreSetting } from '../../node/stores/store-setting.ts';
import { sftpServer } from '../../test/node/stores/sftp-server.ts';
import { swiftServer } from '../../test/node/stores/swift-server.ts';

export interface BenchServer extends AsyncDisposable {
  readonly kind: string;
  /** As many files as a store lane has in flight. */
  readonly filesAtOnce: number;
  /** A folder of the server that nobody has used yet. */
  place(): BenchPlace;
}

export interface BenchPlace {
  readonly setting: StoreSetting;
  readonly remote: string;
}

/** OpenSSH. `folder` is for the key, which rclone wants in a file. */
export async function openSftp(folder: string): Promise<BenchServer> {
  const server = await sftpServer();
  const key = join(folder, 'key');
  writeFileSync(key, server.privateKey, { mode: 0o600 });
  let places = 0;
  return {
    kind: 'sftp',
    filesAtOnce: 64,
    place: () => {
      places += 1;
      const setting = server.setting(`${places}`);
      const { port, user, root } = setting;
      // To ask the server for an MD5 would start a shell for each file.
      const how = `host=127.0.0.1,port=${port},user=${user},key_file=${key},disable_hashcheck=true`;
      return { setting, remote: `:sftp,${how}:${root}/${places}` };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Swift with its S3 interface. */
export async function openS3(): Promise<BenchServer> {
  const server = await swiftServer();
  let places = 0;
  return {
    kind: 's3',
    filesAtOnce: 32,
    place: () => {
      places += 1;
      const setting = server.setting(`${places}`);
      if (setting.kind !== 's3' || setting.credential === undefined) throw new Error('Swift is opened with keys');
      const { endpoint, bucket, credential } = setting;
      const keys = `access_key_id='${credential.accessKeyId}',secret_access_key='${credential.secretAccessKey}'`;
      const how = `provider=Other,${keys},endpoint='${endpoint}',force_path_style=true,region=us-east-1`;
      return { setting, remote: `:s3,${how}:${bucket}/${places}` };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
