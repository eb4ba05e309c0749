/** A store from what a thread was told of it. */
import { RcloneStore } from './rclone/rclone-store.ts';
import { S3Store } from './s3/s3-store.ts';
import { SftpStore } from './sftp/sftp-store.ts';
import type { Store } from './store.ts';
import { type StoreSetting, storeName } from './store-setting.ts';
import type { UploadMemory } from './uploads/upload-memory.ts';

export interface WritingOptions {
  /** Of the backlog: a store may need names for files that are not whole yet. */
  readonly temporaryKey?: string;
  /** Disposed with the store. */
  readonly uploads?: UploadMemory | undefined;
}

export function openStore(
  setting: StoreSetting,
  { temporaryKey = storeName(setting), uploads }: WritingOptions = {},
): Store {
  switch (setting.kind) {
    case 's3':
      return new S3Store(setting, uploads);
    case 'sftp':
      return new SftpStore(setting, temporaryKey);
    case 'rclone':
      return new RcloneStore(setting, temporaryKey);
    default:
      return setting satisfies never;
  }
}
