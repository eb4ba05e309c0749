/** A connection and its secret in the words of rclone. Nothing else of either reaches it. */
import type {
  AzureBlobConnection,
  AzureBlobCredential,
  GcsConnection,
  GcsCredential,
  RcloneConnection,
  SmbConnection,
  SmbCredential,
  WebdavConnection,
  WebdavCredential,
} from '../../../src/model/rclone-connection.ts';
import { plainUrl } from '../../../src/model/rclone-connection.ts';

export interface RemoteOptions {
  readonly plain: Readonly<Record<string, string>>;
  /** To be given as rclone wants passwords: obscured. */
  readonly passwords: Readonly<Record<string, string>>;
  /** What must never be shown. */
  readonly secrets: readonly string[];
}

export const remoteOptions = {
  smb: (
    { host, port, user, domain }: Omit<SmbConnection, 'name' | 'kind' | 'credential'>,
    { password }: SmbCredential,
  ): RemoteOptions => ({
    plain: {
      type: 'smb',
      // It puts the two together as they are.
      host: host.includes(':') ? `[${host}]` : host,
      port: String(port),
      user,
      ...(domain !== undefined && { domain }),
    },
    passwords: { pass: password },
    secrets: [password],
  }),

  azureblob: (
    { account, endpoint }: Pick<AzureBlobConnection, 'account' | 'endpoint'>,
    { sas }: AzureBlobCredential,
  ): RemoteOptions => ({
    plain: {
      type: 'azureblob',
      // 1.60 understands no other way to give account, endpoint and key together.
      sas_url: `${endpoint === undefined ? `https://${account}.blob.core.windows.net/` : plainUrl(endpoint)}?${sas}`,
      // 4 MiB each of memory, of one file.
      upload_concurrency: '4',
    },
    passwords: {},
    secrets: [sas, ...signaturesOf(sas)],
  }),

  gcs: (_: Pick<GcsConnection, never>, { serviceAccount }: GcsCredential): RemoteOptions => {
    const key = JSON.stringify({ ...serviceAccount, token_uri: 'https://oauth2.googleapis.com/token' });
    return {
      plain: {
        type: 'google cloud storage',
        service_account_credentials: key,
        // Who may read is the bucket's to say, and a bucket that is not there is not made.
        bucket_policy_only: 'true',
        no_check_bucket: 'true',
      },
      passwords: {},
      secrets: [key, serviceAccount.private_key],
    };
  },

  webdav: (
    { url, vendor, user }: Pick<WebdavConnection, 'url' | 'vendor' | 'user'>,
    credential: WebdavCredential | undefined,
  ): RemoteOptions => {
    const plain = { type: 'webdav', url: plainUrl(url), vendor, ...(user !== undefined && { user }) };
    if (credential === undefined) return { plain, passwords: {}, secrets: [] };
    if ('token' in credential) {
      const { token } = credential;
      return { plain: { ...plain, bearer_token: token }, passwords: {}, secrets: [token] };
    }
    return { plain, passwords: { pass: credential.password }, secrets: [credential.password] };
  },

  rclone: ({ remote }: Pick<RcloneConnection, 'remote'>): RemoteOptions => ({
    plain: { _name: remote },
    passwords: {},
    secrets: [],
  }),
};

/** Messages of servers quote what they were sent, decoded or not. */
function signaturesOf(sas: string): string[] {
  const signature = new URLSearchParams(sas).get('sig');
  return signature === null ? [] : [signature, encodeURIComponent(signature)];
}
