/**
 * A named outside store, as it is declared: where it is and how to talk to it. What opens it is a credential of its own,
 * sealed to the nodes that use it (credential.ts).
 */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { shownName } from '../runtime/names.ts';
import { NodeName } from './location.ts';

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

export const Connection = z.discriminatedUnion('kind', [S3Connection]);
export type Connection = z.infer<typeof Connection>;

export const Connections = z
  .array(Connection)
  .max(200)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'two connections have the same name',
  });

/** The names in a path of a store: its bucket first. Throws `usage` where there is none, or one that no store has. */
export function namesInStore(path: string): [string, ...string[]] {
  const [first, ...rest] = path.split('/').filter((name) => name !== '');
  if (first === undefined) throw new Fault('usage', 'a place in a store begins with its bucket: NAME:bucket/folder');
  const names: [string, ...string[]] = [first, ...rest];
  const bad = names.find((name) => name === '.' || name === '..' || name.includes('\0'));
  if (bad !== undefined) throw new Fault('usage', `${shownName(bad)} is no name in a store`);
  return names;
}

/** A place in a store as nodes allow it (`--store`): `s3://bucket/folder`, `https://s3.example.com/bucket/folder`. */
export function storeAddress(connection: Connection, path: string): string {
  const endpoint = connection.endpoint?.replace(/\/+$/, '') ?? 's3:/';
  return [endpoint, ...namesInStore(path)].join('/');
}

/** The secret of a credential for S3. */
export const S3Credential = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});
export type S3Credential = z.infer<typeof S3Credential>;
