/** For how long what has ended is remembered: `400d`, `2y`, or `forever`. */
import { z } from 'zod';
import { parseAge } from '../runtime/age.ts';
import { Fault } from '../runtime/fault.ts';

export const defaultKeepHistory = '400d';

const leastMs = 24 * 3600_000;

export interface KeptHistory {
  /** As it was written. */
  readonly text: string;
  /** Undefined is for ever. */
  readonly ms: number | undefined;
}

export const KeepHistory = z.string().transform((text): KeptHistory => {
  if (text === 'forever') return { text, ms: undefined };
  const ms = parseAge(text) * 1000;
  if (ms < leastMs) throw new Fault('usage', `'${text}' is too short; the least is 1d, and forever keeps everything`);
  return { text, ms };
});
