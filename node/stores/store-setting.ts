/** A place in a store as whoever opens it needs it. */
import type { AllowedRemote } from './rclone/prepare-remote.ts';
import type { RcloneSetting } from './rclone/rclone-store.ts';
import type { S3Setting } from './s3/s3-store.ts';
import type { SftpSetting } from './sftp/sftp-store.ts';

type OwnSetting = ({ readonly kind: 's3' } & S3Setting) | ({ readonly kind: 'sftp' } & SftpSetting);

/** Crosses threads. It holds what opens the store, and is never written anywhere. */
export type StoreSetting = OwnSetting | ({ readonly kind: 'rclone' } & RcloneSetting);

/** What a node lets itself use: what another program opens has not been asked yet. */
export type AllowedStore = OwnSetting | AllowedRemote;

/** Which place it is, in the words of an operator; also what tells one place from another. */
export function storeName(setting: StoreSetting): string {
  const { name, prefix } = setting;
  const top = setting.kind === 's3' ? setting.bucket : setting.root;
  return `${name}:${prefix === '' ? top : `${top}/${prefix}`}`;
}

/** The place above, and the name in it; undefined for a whole bucket or all that the node may use. */
export function withoutLastName(
  setting: StoreSetting,
): { readonly setting: StoreSetting; readonly name: string } | undefined {
  const { prefix } = setting;
  if (prefix === '') return undefined;
  const slash = prefix.lastIndexOf('/');
  return { setting: { ...setting, prefix: slash < 0 ? '' : prefix.slice(0, slash) }, name: prefix.slice(slash + 1) };
}
