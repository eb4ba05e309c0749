/**
 * A named outside store, as it is declared: where it is and how to talk to it. What opens it is a credential of its own,
 * sealed to the nodes that use it (credential.ts).
 */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { NodeName } from './location.ts';
import { cagedEndpoint, rcloneKinds } from './rclone-connection.ts';

export const S3Connection = z.strictObject({
  name: NodeName,
  kind: z.literal('s3'),
  /** Default: AWS. */
  endpoint: z
    .url({ protocol: /^https?$/, error: 'an endpoint is a URL, for example https://s3.example.com' })
    .optional(),
  region: z.string().min(1).max(64).default('us-east-1'),
  /** `https://endpoint/bucket/key` instead of `https://bucket.endpoint/key`. */
  pathStyle: z.boolean().default(false),
  /** For servers that know no checksum newer than Content-MD5: many appliances, OpenStack Swift. */
  compatible: z.boolean().default(false),
  /** Of accessKeyId, secretAccessKey and perhaps sessionToken. Without one: what the node's own environment has. */
  credential: NodeName.optional(),
});
export type S3Connection = z.infer<typeof S3Connection>;

/** What `ssh-keyscan` and `ssh-keygen -l` say of a server. */
const HostKey = z.string().regex(/^(SHA256:[A-Za-z0-9+/]{43}|(ssh|ecdsa|sk)-\S+ AAAA[A-Za-z0-9+/=]+( .*)?)$/, {
  error: 'a host key is a fingerprint, SHA256:…, or a public key, ssh-ed25519 AAAA…',
});

export const SftpConnection = z.strictObject({
  name: NodeName,
  kind: z.literal('sftp'),
  host: z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, { error: 'a host is a name or an address, without a port' }),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().min(1).max(255),
  /** Those that the server may show; any other server is an unknown one. */
  hostKeys: z
    .array(HostKey, { error: 'hostKeys lists the keys of the server, as ssh-keyscan shows them' })
    .min(1, { error: 'hostKeys lists at least one key of the server, as ssh-keyscan shows them' })
    .max(20),
  /** Of password, or of privateKey and perhaps passphrase. Keys of the node's own account are not used. */
  credential: z
    .string({ error: 'a connection of kind sftp has a credential, of password or of privateKey' })
    .pipe(NodeName),
});
export type SftpConnection = z.infer<typeof SftpConnection>;

export const Connection = z.discriminatedUnion('kind', [S3Connection, SftpConnection, ...rcloneKinds]);
export type Connection = z.infer<typeof Connection>;

export const Connections = z
  .array(Connection)
  .max(200)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'two connections have the same name',
  });

/** The names in a path of a store: a bucket has its own first. Throws `usage` where there is none, or one that no store has. */
export function namesInStore(path: string): [string, ...string[]] {
  const [first, ...rest] = path.split('/').filter((name) => name !== '');
  if (first === undefined) throw new Fault('usage', 'a place in a store has a name: NAME:bucket/folder, NAME:/folder');
  const names: [string, ...string[]] = [first, ...rest];
  const bad = names.find((name) => name === '.' || name === '..' || name.includes('\0'));
  if (bad !== undefined) throw new Fault('usage', `${shownName(bad)} is no name in a store`);
  return names;
}

/** Where the connection leads, as nodes allow it (`--store`) and audit trails name it. */
export function endpointOf(connection: Connection): string {
  switch (connection.kind) {
    case 's3':
      return connection.endpoint?.replace(/\/+$/, '') ?? 's3:/';
    case 'sftp':
      return sftpEndpoint(connection);
    default:
      return cagedEndpoint(connection);
  }
}

export function sftpEndpoint({ host, port }: Pick<SftpConnection, 'host' | 'port'>): string {
  const name = host.toLowerCase();
  return `sftp://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** A place in a store as nodes allow it: `s3://bucket/folder`, `https://s3.example.com/bucket`, `sftp://nas:22/folder`, `smb://nas:445/share`. */
export function storeAddress(connection: Connection, path: string): string {
  return [endpointOf(connection), ...namesInStore(path)].join('/');
}

/** The secret of a credential for S3. */
export const S3Credential = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});
export type S3Credential = z.infer<typeof S3Credential>;

/** The secret of a credential for SFTP. */
export const SftpCredential = z.union([
  z.strictObject({ password: z.string().min(1) }),
  z.strictObject({ privateKey: z.string().min(1), passphrase: z.string().min(1).optional() }),
]);
export type SftpCredential = z.infer<typeof SftpCredential>;
