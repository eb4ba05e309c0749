/** `--streams-of ID=N`: another number of connections for a transfer that has not ended. */
import { z } from 'zod';
import { parseStreams, type Streams } from '../../src/model/streams.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import type { Action } from './action.ts';
import { print, printJson } from './output.ts';
import { stateText } from './transfer-text.ts';

export interface StreamsWish {
  readonly transfer: TransferId;
  readonly streams: Streams;
}

export function streamsWish(text: string, context: z.RefinementCtx): StreamsWish {
  const split = text.indexOf('=');
  const transfer = TransferId.safeParse(text.slice(0, Math.max(split, 0)));
  if (transfer.success) return { transfer: transfer.data, streams: parseStreams(text.slice(split + 1)) };
  context.addIssue('write ID=N, for example T-42=4 or T-42=auto');
  return z.NEVER;
}

export const streams: Action = async ({ settings, hub }) => {
  const wish = settings.streamsOf as StreamsWish;
  const transfer = await hub.request('set-streams', wish);
  const now = `streams ${transfer.options.streams}`;
  await (settings.json ? printJson([transfer]) : print(`${wish.transfer} ${stateText(transfer)}, ${now}\n`));
  return 0;
};
