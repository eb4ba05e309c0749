/** Which transfer goes first where not all can run. It stops nothing that runs, and nobody waits for ever behind it (queue-rule.ts). */
import { z } from 'zod';

export const priorities = ['low', 'normal', 'high'] as const;
export const Priority = z.enum(priorities);
export type Priority = z.infer<typeof Priority>;

export const defaultPriority: Priority = 'normal';
