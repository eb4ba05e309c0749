/** A credential as the clients of AWS take it: what is absent is not there. */
import type { S3Credential } from '../../../src/model/connection.ts';

type SdkKeys = Pick<S3Credential, 'accessKeyId' | 'secretAccessKey'> & { readonly sessionToken?: string };

export function sdkKeys({ sessionToken, ...keys }: S3Credential): SdkKeys {
  return sessionToken === undefined ? keys : { ...keys, sessionToken };
}
