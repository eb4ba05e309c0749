/** The secret of a connection, opened and understood. Throws `credential-missing` and `credential-unopened`. */
import type { z } from 'zod';
import { type Connection, S3Credential, SftpCredential } from '../../src/model/connection.ts';
import {
  AzureBlobCredential,
  GcsCredential,
  SmbCredential,
  WebdavCredential,
} from '../../src/model/rclone-connection.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { SealedStore } from '../trust/sealed-store.ts';

type Sealed = Pick<SealedStore, 'open'>;

type Of<Kind extends Connection['kind']> = Extract<Connection, { kind: Kind }>;

export const secrets = {
  s3: (connection: Of<'s3'>, sealed: Sealed): S3Credential | undefined =>
    unlessOpen(connection, S3Credential, sealed, 'accessKeyId and secretAccessKey, and perhaps sessionToken'),
  sftp: (connection: Of<'sftp'>, sealed: Sealed): SftpCredential =>
    secretOf(connection, SftpCredential, sealed, 'password, or privateKey and perhaps passphrase'),
  smb: (connection: Of<'smb'>, sealed: Sealed): SmbCredential =>
    secretOf(connection, SmbCredential, sealed, 'password'),
  azureblob: (connection: Of<'azureblob'>, sealed: Sealed): AzureBlobCredential =>
    secretOf(connection, AzureBlobCredential, sealed, 'sas: what stands after the question mark of a SAS URL'),
  gcs: (connection: Of<'gcs'>, sealed: Sealed): GcsCredential =>
    secretOf(connection, GcsCredential, sealed, 'serviceAccount, the JSON of the key of a service account'),
  webdav: (connection: Of<'webdav'>, sealed: Sealed): WebdavCredential | undefined =>
    unlessOpen(connection, WebdavCredential, sealed, 'password, or token'),
};

interface Named {
  readonly name: string;
  readonly credential?: string | undefined;
}

function unlessOpen<Secret>(connection: Named, schema: z.ZodType<Secret>, sealed: Sealed, has: string) {
  const { name, credential } = connection;
  return credential === undefined ? undefined : secretOf({ name, credential }, schema, sealed, has);
}

function secretOf<Secret>(
  { name, credential }: { readonly name: string; readonly credential: string },
  schema: z.ZodType<Secret>,
  sealed: Sealed,
  has: string,
): Secret {
  const secret = schema.safeParse(sealed.open(credential));
  if (secret.success) return secret.data;
  throw new Fault('credential-unopened', `the credential ${credential} of ${name} has not ${has}`);
}
