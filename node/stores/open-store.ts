/** A store from what a thread was told of it. Only what speaks to this kind is loaded: the others are large. */
import type { Store } from './store.ts';
import { type StoreSetting, storeName } from './store-setting.ts';
import type { UploadMemory } from './uploads/upload-memory.ts';

export interface WritingOptions {
  /** Of the backlog: a store may need names for files that are not whole yet. */
  readonly temporaryKey?: string;
  /** Disposed with the store. */
  readonly uploads?: UploadMemory | undefined;
}

export async function openStore(
  setting: StoreSetting,
  { temporaryKey = storeName(setting), uploads }: WritingOptions = {},
): Promise<Store> {
  switch (setting.kind) {
    case 's3': {
      const { S3Store } = await import('./s3/s3-store.ts');
      return new S3Store(setting, uploads);
    }
    case 'sftp': {
      const { SftpStore } = await import('./sftp/sftp-store.ts');
      return new SftpStore(setting, temporaryKey);
    }
    case 'rclone': {
      const { RcloneStore } = await import('./rclone/rclone-store.ts');
      return new RcloneStore(setting, temporaryKey);
    }
    default:
      return setting satisfies never;
  }
}
