/**
 * Connections that nodes open with rclone. Each says where its files go in fields of our own, and nothing else: options of
 * rclone that lead elsewhere or run programs cannot be declared at a hub. What is not named here is a remote of the node's own
 * configuration, which its administrator has written.
 */
import { z } from 'zod';
import { NodeName } from './location.ts';

const Host = z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, { error: 'a host is a name or an address, without a port' });

export const SmbConnection = z.strictObject({
  name: NodeName,
  kind: z.literal('smb'),
  host: Host,
  port: z.int().min(1).max(65_535).default(445),
  user: z.string().min(1).max(255),
  /** Of Windows, for its users. */
  domain: z.string().min(1).max(255).optional(),
  /** Of password. */
  credential: z.string({ error: 'a connection of kind smb has a credential, of password' }).pipe(NodeName),
});
export type SmbConnection = z.infer<typeof SmbConnection>;

/** A path that no server takes for another one; without what would be lost in an address. */
const WebUrl = z.url({ protocol: /^https?$/, error: 'write a URL, for example https://dav.example.com/files' }).refine(
  (text) => {
    const { username, password, search, hash, pathname } = new URL(text);
    const isPlain = [username, password, search, hash].join('') === '';
    return isPlain && isText(pathname) && !/%(2e|2f|5c|00)/i.test(pathname);
  },
  { error: 'a URL of a connection has no user, no query and no encoded slash' },
);

export const AzureBlobConnection = z.strictObject({
  name: NodeName,
  kind: z.literal('azureblob'),
  account: z.string().regex(/^[a-z0-9]{3,24}$/, { error: 'an account has 3 to 24 small letters and digits' }),
  /** Default: https://ACCOUNT.blob.core.windows.net. */
  endpoint: WebUrl.optional(),
  /** Of sas, a shared access signature. */
  credential: z.string({ error: 'a connection of kind azureblob has a credential, of sas' }).pipe(NodeName),
});
export type AzureBlobConnection = z.infer<typeof AzureBlobConnection>;

export const GcsConnection = z.strictObject({
  name: NodeName,
  kind: z.literal('gcs'),
  /** Of serviceAccount, the JSON of its key. */
  credential: z.string({ error: 'a connection of kind gcs has a credential, of serviceAccount' }).pipe(NodeName),
});
export type GcsConnection = z.infer<typeof GcsConnection>;

export const webdavVendors = ['nextcloud', 'owncloud', 'other'] as const;

export const WebdavConnection = z.strictObject({
  name: NodeName,
  kind: z.literal('webdav'),
  url: WebUrl,
  /** What the server is: only the first two keep times. */
  vendor: z.enum(webdavVendors).default('other'),
  user: z.string().min(1).max(255).optional(),
  /** Of password, or of token. Without one the server lets everybody in. */
  credential: NodeName.optional(),
});
export type WebdavConnection = z.infer<typeof WebdavConnection>;

export const RcloneConnection = z.strictObject({
  name: NodeName,
  kind: z.literal('rclone'),
  /** In the configuration of rclone of the account that runs the node. */
  remote: z
    .string({ error: 'a connection of kind rclone names a remote of the node: its own configuration has the rest' })
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, { error: 'the name of a remote has letters, digits, _, . and -' }),
  credential: z.never({ error: 'a remote of the node is opened by its own configuration' }).optional(),
});
export type RcloneConnection = z.infer<typeof RcloneConnection>;

export const rcloneKinds = [
  SmbConnection,
  AzureBlobConnection,
  GcsConnection,
  WebdavConnection,
  RcloneConnection,
] as const;
export type CagedConnection = z.infer<(typeof rcloneKinds)[number]>;

/** Where it leads, as nodes allow it: `smb://nas:445`, `azureblob://account`, `gcs:/`, `webdav:https://host`, `rclone:remote`. */
export function cagedEndpoint(connection: CagedConnection): string {
  switch (connection.kind) {
    case 'smb':
      return smbEndpoint(connection);
    case 'azureblob': {
      const { account, endpoint } = connection;
      return endpoint === undefined ? `azureblob://${account}` : `azureblob:${urlAddress(endpoint)}`;
    }
    case 'gcs':
      return 'gcs:/';
    case 'webdav':
      return `webdav:${urlAddress(connection.url)}`;
    case 'rclone':
      return `rclone:${connection.remote}`;
    default:
      return connection satisfies never;
  }
}

export function smbEndpoint({ host, port }: Pick<SmbConnection, 'host' | 'port'>): string {
  const name = host.toLowerCase();
  return `smb://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** In one spelling, without a slash at its end. */
export function plainUrl(text: string): string {
  return new URL(text).href.replace(/\/+$/, '');
}

/** The same with its folders by name: what follows them is not encoded either. */
export function urlAddress(text: string): string {
  const { origin, pathname } = new URL(text);
  return (origin + decodeURIComponent(pathname)).replace(/\/+$/, '');
}

export const SmbCredential = z.strictObject({ password: z.string().min(1) });
export type SmbCredential = z.infer<typeof SmbCredential>;

/** What stands after the question mark of a SAS URL. The URL itself is the connection's to say. */
export const AzureBlobCredential = z.strictObject({
  sas: z.string().regex(/^[A-Za-z0-9_.~%=&+:/-]+$/),
});
export type AzureBlobCredential = z.infer<typeof AzureBlobCredential>;

/** The key of a service account as Google hands it out. Of it only what cannot lead elsewhere is used. */
export const GcsCredential = z.strictObject({
  serviceAccount: z.string().transform((text, context) => {
    const key = ServiceAccountKey.safeParse(parsed(text));
    if (key.success) return key.data;
    context.addIssue({ code: 'custom', message: 'it is not the JSON of the key of a service account' });
    return z.NEVER;
  }),
});
export type GcsCredential = z.infer<typeof GcsCredential>;

const ServiceAccountKey = z.object({
  type: z.literal('service_account'),
  project_id: z.string().optional(),
  private_key_id: z.string().min(1),
  private_key: z.string().min(1),
  client_email: z.string().min(1),
});

export const WebdavCredential = z.union([
  z.strictObject({ password: z.string().min(1) }),
  z.strictObject({ token: z.string().min(1) }),
]);
export type WebdavCredential = z.infer<typeof WebdavCredential>;

function isText(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
