/** A new certificate for the holder of a link, which proves with the link who it is. The same for nodes and users. */
import { z } from 'zod';

export const renewal = {
  /** PKCS#10 request in PEM, of a new key. */
  request: z.object({ csr: z.string().max(8000) }),
  /** PEM of the certificate and of the authority, which may have a new certificate of its own for the same key. */
  reply: z.object({ certificate: z.string().max(20_000), ca: z.string().max(20_000) }),
};
export type RenewalReply = z.infer<typeof renewal.reply>;
