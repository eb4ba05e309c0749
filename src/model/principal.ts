/** Who acts, and what each may do: one table, deny by default. */
import { z } from 'zod';

export const roles = ['viewer', 'operator', 'admin'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const actions = ['look', 'transfer', 'administer'] as const;
export type Action = (typeof actions)[number];

const allowed: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ['look'],
  operator: ['look', 'transfer'],
  admin: ['look', 'transfer', 'administer'],
};

export function isAllowed(role: Role, action: Action): boolean {
  return allowed[role].includes(action);
}

export type Principal =
  | { readonly kind: 'user'; readonly name: string; readonly role: Role }
  | { readonly kind: 'node'; readonly name: string };
