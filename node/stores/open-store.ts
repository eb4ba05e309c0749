/** A store from what a thread was told of it. */
import { S3Store } from './s3/s3-store.ts';
import type { Store } from './store.ts';
import type { StoreSetting } from './store-setting.ts';

export function openStore({ kind, ...setting }: StoreSetting): Store {
  switch (kind) {
    case 's3':
      return new S3Store(setting);
    default:
      return kind satisfies never;
  }
}
