/** `--priority-of ID=PRIORITY`: another place in the queue for a transfer that has not ended. */
import { z } from 'zod';
import { defaultPriority, Priority, priorities } from '../../src/model/priority.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import type { Action } from './action.ts';
import { print, printJson } from './output.ts';
import { stateText } from './transfer-text.ts';

export interface PriorityWish {
  readonly transfer: TransferId;
  readonly priority: Priority;
}

export function priorityWish(text: string, context: z.RefinementCtx): PriorityWish {
  const [id, ...rest] = text.split('=');
  const transfer = TransferId.safeParse(id);
  const priority = Priority.safeParse(rest.join('='));
  if (transfer.success && priority.success) return { transfer: transfer.data, priority: priority.data };
  context.addIssue(`write ID=PRIORITY, for example T-42=high; there are ${priorities.join(', ')}`);
  return z.NEVER;
}

export const prioritise: Action = async ({ settings, hub }) => {
  const transfer = await hub.request('prioritise-transfer', settings.priorityOf as PriorityWish);
  const { id, priority = defaultPriority } = transfer;
  await (settings.json ? printJson([transfer]) : print(`${id} ${stateText(transfer)}, priority ${priority}\n`));
  return 0;
};
