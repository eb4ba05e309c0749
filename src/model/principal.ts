/** Who acts, and what each may do: one table, deny by default. */
import { z } from 'zod';

export const roles = ['viewer', 'operator', 'admin'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const actions = ['look', 'transfer', 'administer'] as const;
export const Action = z.enum(actions);
export type Action = z.infer<typeof Action>;

const allowed: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ['look'],
  operator: ['look', 'transfer'],
  admin: ['look', 'transfer', 'administer'],
};

export function isAllowed(role: Role, action: Action): boolean {
  return allowed[role].includes(action);
}

/** Of whom a name may be. */
export const HolderKind = z.enum(['node', 'user', 'key']);
export type HolderKind = z.infer<typeof HolderKind>;

export type Principal =
  | { readonly kind: 'user'; readonly name: string; readonly role: Role }
  /** An API key: of what its role allows, only the actions that it was made for. */
  | { readonly kind: 'key'; readonly name: string; readonly role: Role; readonly scopes: readonly Action[] }
  | { readonly kind: 'node'; readonly name: string };

/** Whoever may ask what a console asks. */
export type User = Exclude<Principal, { kind: 'node' }>;

export function mayAct(user: User, action: Action): boolean {
  return isAllowed(user.role, action) && (user.kind === 'user' || user.scopes.includes(action));
}

/** `user:ana`, as in the audit trail. */
export function principalName({ kind, name }: Pick<Principal, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}
