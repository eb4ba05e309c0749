/** API keys: for scripts and scrapers that cannot hold a certificate. A name, a role, and perhaps less than the role allows. */
import { z } from 'zod';
import { NodeName } from './location.ts';
import { Action, Role } from './principal.ts';

/** Begins so that scanners for leaked secrets find it. The first part finds the key, the second proves it. */
export const apiKeyPattern = /^lh_([0-9a-f]{16})_([0-9a-f]{64})$/;

export const ApiKeyRequest = z.object({
  name: NodeName,
  role: Role.optional(),
  /** What it may do of what the role allows; all of it when absent. */
  scopes: z.array(Action).min(1).optional(),
  /** Null is for ever; absent is 90 days. */
  lifetimeMs: z.int().positive().nullable().optional(),
});
export type ApiKeyRequest = z.infer<typeof ApiKeyRequest>;

/** Times are milliseconds since 1970. */
export const ApiKeyRecord = z.object({
  name: NodeName,
  role: Role,
  scopes: z.array(Action),
  createdBy: z.string(),
  createdAt: z.number(),
  /** Absent for one that does not expire. */
  expiresAt: z.number().optional(),
  /** To the minute; absent for one that was never used. */
  usedAt: z.number().optional(),
});
export type ApiKeyRecord = z.infer<typeof ApiKeyRecord>;
