/** `--at-of ID=TIME`: another start time for a transfer that has not begun; `now` is at once. */
import { z } from 'zod';
import { parseStartTime } from '../../src/model/start-time.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import type { Action } from './action.ts';
import { print, printJson } from './output.ts';
import { stateText } from './transfer-text.ts';

export interface StartWish {
  readonly transfer: TransferId;
  /** Null is at once. */
  readonly startAt: number | null;
}

export function startWish(text: string, context: z.RefinementCtx): StartWish {
  const split = text.indexOf('=');
  const transfer = TransferId.safeParse(text.slice(0, Math.max(split, 0)));
  const time = text.slice(split + 1);
  if (transfer.success)
    return { transfer: transfer.data, startAt: time === 'now' ? null : parseStartTime(time, Date.now()) };
  context.addIssue('write ID=TIME, for example T-42=22:00 or T-42=now');
  return z.NEVER;
}

export const reschedule: Action = async ({ settings, hub }) => {
  const transfer = await hub.request('reschedule-transfer', settings.atOf as StartWish);
  await (settings.json ? printJson([transfer]) : print(`${transfer.id} ${stateText(transfer)}\n`));
  return 0;
};
