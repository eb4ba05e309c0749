/**
 * Who may move what from where to where, beside what their role allows. A policy names people (a role, a user, a key) and
 * places. Whoever is named by any policy may move only what some policy allows that names them; who is named by none has
 * what the role gives.
 */
import { z } from 'zod';
import { formatLocation, type Location, NodeName } from './location.ts';
import { principalName, roles, type User } from './principal.ts';
import type { TransferOptions } from './transfer-options.ts';

const Who = z
  .string()
  .regex(/^(user|key):[a-z0-9][a-z0-9._-]{0,62}$|^role:[a-z]+$/i, { error: 'write role:NAME, user:NAME or key:NAME' })
  .refine((text) => !text.startsWith('role:') || roles.some((role) => text === `role:${role}`), {
    error: `a role is one of ${roles.join(', ')}`,
  });

/** `fs1:/srv/in` or `*:/srv`: this folder and everything below it, of one node or of each. */
const Place = z.string().superRefine((text, { addIssue }) => {
  const { node, path } = parted(text);
  const isNode = node === '*' || NodeName.safeParse(node).success;
  if (!isNode || !path.startsWith('/') || climbs(path))
    addIssue({ code: 'custom', message: 'write NODE:/PATH, or *:/PATH for every node, without . and ..' });
});

export const Policy = z.strictObject({
  name: NodeName,
  who: z.array(Who).min(1).max(100),
  from: z.array(Place).min(1).max(100),
  to: z.array(Place).min(1).max(100),
  /** Whether extras at the destination may be removed. */
  mirror: z.boolean().default(false),
});
export type Policy = z.infer<typeof Policy>;

export const Policies = z
  .array(Policy)
  .max(1000)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, {
    error: 'two policies have the same name',
  });

/** What somebody wants to be moved. */
export interface Move {
  readonly source: Location;
  readonly destination: Location;
  readonly options: Pick<TransferOptions, 'deleteExtras' | 'partialDir'>;
}

/** Who wants it, as far as policies ask. */
export type Judged = Pick<User, 'kind' | 'name' | 'role'>;

export type Judgement = { readonly kind: 'allowed' } | { readonly kind: 'denied'; readonly reason: string };

export function judge(policies: readonly Policy[], user: Judged, move: Move): Judgement {
  const own = policies.filter(({ who }) => names(who, user));
  if (own.length === 0) return { kind: 'allowed' };
  const fitting = own.filter((policy) => reaches(policy, move));
  if (fitting.some(({ mirror }) => mirror || !move.options.deleteExtras)) return { kind: 'allowed' };
  const way = `${formatLocation(move.source)} -> ${formatLocation(move.destination)}`;
  if (fitting.length > 0)
    return { kind: 'denied', reason: `${fitting[0]?.name} allows ${way}, but not --delete-extras` };
  return { kind: 'denied', reason: `no policy allows ${principalName(user)} to move ${way}` };
}

function names(who: readonly string[], user: Judged): boolean {
  return who.includes(`role:${user.role}`) || who.includes(principalName(user));
}

/** Unfinished files are files: where they are to lie, if that is another folder, must be allowed as well. */
function reaches({ from, to }: Policy, { source, destination, options: { partialDir } }: Move): boolean {
  const unfinished = partialDir?.startsWith('/') ? [{ node: destination.node, path: partialDir }] : [];
  return holds(from, source) && [destination, ...unfinished].every((place) => holds(to, place));
}

/** `prod-s3:bucket` is `prod-s3:/bucket`. */
function holds(places: readonly string[], { node, path }: Location): boolean {
  if (climbs(path)) return false;
  return places.some((text) => {
    const place = parted(text);
    return (place.node === '*' || place.node === node) && folder(`/${path}`).startsWith(folder(place.path));
  });
}

function parted(text: string): { readonly node: string; readonly path: string } {
  const colon = text.indexOf(':');
  return { node: text.slice(0, Math.max(0, colon)), path: text.slice(colon + 1) };
}

function climbs(path: string): boolean {
  return path.split('/').some((name) => name === '.' || name === '..');
}

/** The same for every way to write it: `/a`, `/a/`, `//a`. */
function folder(path: string): string {
  return `${path}/`.replace(/\/+/g, '/');
}
