/** What either end of a link takes of a WebSocket. */
import { maxMessageBytes } from '../protocol/envelope.ts';

export const socketLimits = {
  maxPayload: maxMessageBytes,
  /** No program of ours sends a message in pieces, and one that comes in endless pieces would keep its link alive for ever. */
  maxFragments: 1,
  perMessageDeflate: false,
} as const;
