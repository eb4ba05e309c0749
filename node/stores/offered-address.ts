/** What `--store` says, in the words in which a connection names the same place (`storeAddress`). */
import { sftpEndpoint } from '../../src/model/connection.ts';
import { smbEndpoint, urlAddress } from '../../src/model/rclone-connection.ts';
import { Fault } from '../../src/runtime/fault.ts';

const onHost = /^(?:sftp|smb):\/\/(?:\[([^\]]+)\]|([^/:@]+))(?::(\d{1,5}))?((?:\/[^/]+)*)$/;

/** Throws `usage`. */
export function offeredAddress(text: string): string {
  const address = text.replace(/\/+$/, '');
  if (address.startsWith('sftp://'))
    return hostAddress(address, {
      form: 'sftp://HOST/FOLDER or sftp://HOST:PORT/FOLDER',
      port: 22,
      endpoint: sftpEndpoint,
    });
  if (address.startsWith('smb://'))
    return hostAddress(address, {
      form: 'smb://HOST/SHARE or smb://HOST:PORT/SHARE/FOLDER',
      port: 445,
      endpoint: smbEndpoint,
    });
  if (/^(webdav|azureblob):https?:/.test(address)) return byUrl(address);
  if (/^(s3|https?|gcs|azureblob):\/\/[^/]+/.test(address)) return address;
  if (/^rclone:[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[^/]+)*$/.test(address)) return address;
  throw new Fault(
    'usage',
    'write s3://BUCKET for AWS, https://HOST/BUCKET, sftp://HOST/FOLDER, smb://HOST/SHARE, azureblob://ACCOUNT/CONTAINER, ' +
      'gcs://BUCKET, webdav:URL or rclone:REMOTE/FOLDER, perhaps with /FOLDER and :ro',
  );
}

interface HostForm {
  readonly form: string;
  /** Where none is written. */
  readonly port: number;
  readonly endpoint: (place: { readonly host: string; readonly port: number }) => string;
}

function hostAddress(text: string, { form, port: usual, endpoint }: HostForm): string {
  const [, bracketed, plain, port, path = ''] = onHost.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new Fault('usage', `write ${form}, without a user, perhaps with :ro`);
  return endpoint({ host, port: port === undefined ? usual : Number(port) }) + path;
}

function byUrl(text: string): string {
  const colon = text.indexOf(':') + 1;
  const [kind, url] = [text.slice(0, colon), text.slice(colon)];
  try {
    return kind + urlAddress(url);
  } catch {
    throw new Fault('usage', `write ${kind}https://HOST/FOLDER, perhaps with :ro`);
  }
}
