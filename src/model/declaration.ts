/** What `longhaul hub --apply` declares, and what comes of it. A kind that the file does not name stays as it is. */
import { z } from 'zod';
import { Connections } from './connection.ts';
import { DeclaredCredentials, WrittenCredentials } from './credential.ts';
import { Notifications } from './notification.ts';
import { Policies } from './policy.ts';
import { Templates } from './template.ts';
import { Triggers } from './trigger.ts';

export const Declaration = z.strictObject({
  policies: Policies.optional(),
  credentials: DeclaredCredentials.optional(),
  connections: Connections.optional(),
  templates: Templates.optional(),
  triggers: Triggers.optional(),
  notifications: Notifications.optional(),
});
export type Declaration = z.infer<typeof Declaration>;

/** As a person writes it: secrets are sealed before they leave. */
export const WrittenDeclaration = Declaration.extend({ credentials: WrittenCredentials.optional() });
export type WrittenDeclaration = z.infer<typeof WrittenDeclaration>;

export const DeclaredChange = z.object({
  kind: z.enum(['policy', 'credential', 'connection', 'template', 'trigger', 'notification']),
  name: z.string(),
  change: z.enum(['added', 'changed', 'removed']),
});
export type DeclaredChange = z.infer<typeof DeclaredChange>;
