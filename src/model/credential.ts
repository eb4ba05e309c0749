/**
 * A credential that nodes need at an outside store. Who declares it seals it to each node that may use it: the hub keeps
 * and hands on what it cannot open (src/protocol/credential-seal.ts).
 */
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { NodeName } from './location.ts';

export const mostCredentials = 200;

/** A node's public key, raw, base64url: what is sealed to it opens on that node alone. */
export const SealingKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const CredentialSeal = z.strictObject({
  node: NodeName,
  /** When it was sealed, milliseconds since 1970: a later one replaces it. */
  version: z.int().positive(),
  sealedTo: SealingKey,
  /** Base64url. */
  text: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(16_000),
});
export type CredentialSeal = z.infer<typeof CredentialSeal>;

export const DeclaredCredential = z.strictObject({
  name: NodeName,
  /** Those that may use it. */
  nodes: z
    .array(NodeName)
    .min(1)
    .max(200)
    .refine((nodes) => new Set(nodes).size === nodes.length, { error: 'a node is named twice' }),
  /** One for each node; absent keeps what they have. */
  seals: z.array(CredentialSeal).max(200).optional(),
});
export type DeclaredCredential = z.infer<typeof DeclaredCredential>;

export const DeclaredCredentials = z
  .array(DeclaredCredential)
  .max(mostCredentials)
  .refine(hasNoNamesake, { error: 'two credentials have the same name' });

/** Sealed it has to fit into the text of a seal. */
const maxSecretBytes = 8000;

/** `accessKeyId: …`, `secretAccessKey: …`: as the store wants it. */
export const Secret = z
  .record(z.string().min(1).max(100), z.string().min(1), { error: 'write the secret as `name: value` lines' })
  .refine((secret) => Object.keys(secret).length > 0, { error: 'the secret is empty' })
  .refine((secret) => Buffer.byteLength(JSON.stringify(secret)) <= maxSecretBytes, {
    error: `a secret has at most ${maxSecretBytes} bytes as JSON`,
  });
export type Secret = z.infer<typeof Secret>;

/** As a person writes it into a file that is theirs. */
export const WrittenCredentials = z
  .array(DeclaredCredential.omit({ seals: true }).extend({ secret: Secret.optional() }))
  .max(mostCredentials)
  .refine(hasNoNamesake, { error: 'two credentials have the same name' });
export type WrittenCredential = z.infer<typeof WrittenCredentials>[number];

function hasNoNamesake(list: readonly { readonly name: string }[]): boolean {
  return new Set(list.map(({ name }) => name)).size === list.length;
}
