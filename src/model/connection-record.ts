/** A connection as consoles and scripts see it: where it leads, and who can open it. */
import { z } from 'zod';
import { NodeName } from './location.ts';

export const ConnectionRecord = z.object({
  name: NodeName,
  /** `s3`, `sftp`, `smb`, … */
  kind: z.string(),
  /** As nodes allow it (`--store`): `https://s3.example.com`, `sftp://nas:22`. */
  endpoint: z.string(),
  /** Absent where each node has its own way in. */
  credential: NodeName.optional(),
  /** Those that have the credential, or, without one, every node. */
  nodes: z.array(NodeName),
});
export type ConnectionRecord = z.infer<typeof ConnectionRecord>;
