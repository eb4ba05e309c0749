/** A node's certificate that was taken back before its end: every node keeps a list of them and believes none of them. */
import { z } from 'zod';
import { NodeName } from './location.ts';

export const RevokedCertificate = z.object({
  node: NodeName,
  /** SHA-256 of the certificate (DER), lower-case hexadecimal. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /** By the hub's clock, milliseconds since 1970: afterwards nobody takes it anyway. */
  expiresAt: z.number(),
});
export type RevokedCertificate = z.infer<typeof RevokedCertificate>;
