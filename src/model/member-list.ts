/** Who is let in, and who could be: people, nodes, and the invitations that nobody has used yet. Times in milliseconds since 1970. */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { Role } from './principal.ts';

/** When the last of its certificates ends, or has ended. */
const expiresAt = z.number();

const dayMs = 24 * 3_600_000;
/** Theirs are good for 7 and 30 days, and renewed long before this by whoever is there to do it. */
export const endsSoonMs = { nodes: 2 * dayMs, users: 5 * dayMs } as const;

export const UserMember = z.object({ name: NodeName, role: Role, joinedAt: z.number(), expiresAt });
export type UserMember = z.infer<typeof UserMember>;

export const NodeMember = z.object({ name: NodeName, joinedAt: z.number(), expiresAt });
export type NodeMember = z.infer<typeof NodeMember>;

/** The token itself is known to nobody but whom it was given to. */
export const OpenToken = z.object({
  kind: z.enum(['node', 'user']),
  name: NodeName,
  /** Of a user. */
  role: Role.optional(),
  createdBy: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
});
export type OpenToken = z.infer<typeof OpenToken>;

export const MemberList = z.object({
  users: z.array(UserMember),
  nodes: z.array(NodeMember),
  tokens: z.array(OpenToken),
});
export type MemberList = z.infer<typeof MemberList>;
