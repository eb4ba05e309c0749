/** A store from what a thread was told of it. */
import { RcloneStore } from './rclone/rclone-store.ts';
import { S3Store } from './s3/s3-store.ts';
import { SftpStore } from './sftp/sftp-store.ts';
import type { Store } from './store.ts';
import { type StoreSetting, storeName } from './store-setting.ts';

/** With the key of the backlog where files are written: a store may need names for those that are not whole yet. */
export function openStore(setting: StoreSetting, temporaryKey = storeName(setting)): Store {
  switch (setting.kind) {
    case 's3':
      return new S3Store(setting);
    case 'sftp':
      return new SftpStore(setting, temporaryKey);
    case 'rclone':
      return new RcloneStore(setting, temporaryKey);
    default:
      return setting satisfies never;
  }
}
