/** First contact: `POST /enrol` over TLS whose certificate authority the join token names by fingerprint. */
import { z } from 'zod';
import { NodeName } from '../model/location.ts';

export const maxEnrolmentBytes = 32 * 1024;

export const EnrolmentRequest = z.object({
  secret: z.string().max(100),
  name: NodeName,
  /** PKCS#10 request in PEM: the key is made where it is used and never leaves. */
  csr: z.string().max(8000),
  /** Whether the newcomer renews its certificate; one of 0.1.0 does not, and gets one for a year. */
  renews: z.boolean().optional(),
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

export const EnrolmentReply = z.object({
  /** PEM of the new certificate. */
  certificate: z.string(),
  /** PEM of the hub's certificate authority. */
  ca: z.string(),
  /** The public key that grants are signed with, SPKI in PEM. */
  grantKey: z.string(),
});
export type EnrolmentReply = z.infer<typeof EnrolmentReply>;
