/** The key under which a chain starts what follows an end, and how it is read again. */
import type { TransferId } from '../../src/runtime/identifier.ts';

export const chainKey = {
  /** `begun` tells apart the ends of one that was started again. */
  of: (trigger: string, ended: TransferId, begun: string): string => `${chainKey.beginningOf(trigger, ended)}${begun}`,
  beginningOf: (trigger: string, ended: TransferId): string => `trigger ${trigger} after ${ended} `,
  /** The transfer whose end it follows; undefined for the key of something else. */
  endOf: (key: string): string | undefined => /^trigger \S+ after (T-\d+) /.exec(key)?.[1],
};
