/** `NAME:PATH`: a path on a node or in a connection. */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';

/** Names of nodes, users and connections: what fits into a host name, a file name and a metric label. */
export const NodeName = z.string().regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i, {
  error: 'a name has 1 to 63 letters, digits, dots, dashes or underscores',
});

export const Location = z.object({
  /** A node, or a connection. */
  node: NodeName,
  /** Absolute on a node. In a connection its bucket or share comes first, with or without a `/` before it. */
  path: z.string().min(1).max(4096),
});
export type Location = z.infer<typeof Location>;

export function parseLocation(text: string): Location {
  const colon = text.indexOf(':');
  const parsed = Location.safeParse({ node: text.slice(0, colon), path: text.slice(colon + 1) });
  if (colon < 1 || !parsed.success)
    throw new Fault('usage', `'${text}' is not a location; write NAME:/PATH, for example fs1:/srv/data`);
  return parsed.data;
}

export function formatLocation({ node, path }: Location): string {
  return `${node}:${path}`;
}
