/** Flags of `longhaul hub` about who is let in. */
import { z } from 'zod';
import { NodeName } from '../src/model/location.ts';
import { Role } from '../src/model/principal.ts';
import type { Setting } from '../src/runtime/settings.ts';
import { lifetimeOf, scopesOf } from './client/api-key.ts';
import { revokeWish } from './client/revoke.ts';

export const accessSettings = {
  invite: {
    type: 'string',
    placeholder: 'node|user',
    help: 'prints a one-time join token; needs --name',
    schema: z.enum(['node', 'user']),
  },
  name: {
    type: 'string',
    placeholder: 'NAME',
    help: 'of the invited node or user, or of the transfer to start',
    schema: z.string().min(1).max(200),
  },
  role: {
    type: 'string',
    placeholder: 'ROLE',
    help: 'of the invited user or the API key: viewer, operator or admin',
    shownDefault: 'viewer',
    schema: Role,
  },
  apiKey: {
    type: 'string',
    placeholder: 'NAME',
    help: 'makes an API key and prints it, this once',
    schema: NodeName,
  },
  scopes: {
    type: 'string',
    placeholder: 'SCOPES',
    help: 'with --api-key: some of look,transfer,administer',
    shownDefault: 'what the role allows',
    schema: z.string().transform(scopesOf),
  },
  expires: {
    type: 'string',
    placeholder: 'TIME',
    help: 'with --api-key: 12h, 30d, never',
    shownDefault: '90d',
    schema: z.string().transform(lifetimeOf),
  },
  apiKeys: { type: 'boolean', help: 'the API keys that open something, and when each was used last' },
  apply: {
    type: 'string',
    placeholder: 'FILE',
    help: 'declares templates, triggers, notifications, connections, policies and credentials in YAML; with --dry-run shows what would change',
  },
  export: { type: 'boolean', help: 'prints what is declared, as --apply takes it' },
  revoke: {
    type: 'string',
    placeholder: 'NAME',
    help: 'a node, user or API key is let in no more; node:NAME, user:NAME, key:NAME where there are several',
    schema: z.string().transform(revokeWish),
  },
} as const satisfies Readonly<Record<string, Setting>>;
