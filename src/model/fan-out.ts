/**
 * Several destinations of one source. Each is a transfer of its own, with its own number, state, backlog, retries and end;
 * all are started together or none is, and those that run on the same node share what they read of the source.
 */
import { z } from 'zod';
import { Location } from './location.ts';
import { TransferRequest } from './transfer.ts';

/** Of one request. Which run at once is for the queue to say (queue-rule.ts). */
export const mostDestinations = 64;

/** What someone asks for. One destination is an ordinary transfer. The key is that of the whole set. */
export const FanOutRequest = TransferRequest.omit({ destination: true }).extend({
  destinations: z.array(Location).min(1).max(mostDestinations),
});
export type FanOutRequest = z.infer<typeof FanOutRequest>;
