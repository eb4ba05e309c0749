/** `--bwlimit-of ID=RATE`: another limit for a transfer that has not ended. */
import { z } from 'zod';
import { parseLimit, type RateLimit, shownLimit } from '../../src/model/rate-limit.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import type { Action } from './action.ts';
import { print, printJson } from './output.ts';
import { stateText } from './transfer-text.ts';

export interface LimitWish {
  readonly transfer: TransferId;
  readonly bwlimit: RateLimit | undefined;
}

export function limitWish(text: string, context: z.RefinementCtx): LimitWish {
  const split = text.indexOf('=');
  const transfer = TransferId.safeParse(text.slice(0, Math.max(split, 0)));
  if (transfer.success) return { transfer: transfer.data, bwlimit: parseLimit(text.slice(split + 1)) };
  context.addIssue('write ID=RATE, for example T-42=20M or T-42=off');
  return z.NEVER;
}

export const limit: Action = async ({ settings, hub }) => {
  const { transfer: id, bwlimit } = settings.bwlimitOf as LimitWish;
  const transfer = await hub.request('limit-transfer', { transfer: id, bwlimit: bwlimit ?? null });
  const now = transfer.options.bwlimit === undefined ? 'no limit' : `limit ${shownLimit(transfer.options.bwlimit)}`;
  await (settings.json ? printJson([transfer]) : print(`${id} ${stateText(transfer)}, ${now}\n`));
  return 0;
};
