/** Loaded with `node --import` before the program, and so in each of its threads: one call of libc takes long, as told in the environment. */
import { isMainThread } from 'node:worker_threads';
import { libc } from '../../../src/engine/disk/libc.ts';

export const slowVariable = 'LONGHAUL_TEST_SLOW';

export interface SlowOrder {
  readonly call: 'pread' | 'pwrite';
  readonly ms: number;
}

const text = process.env[slowVariable];
if (!isMainThread && text !== undefined) {
  const { call, ms } = JSON.parse(text) as SlowOrder;
  const table = libc() as unknown as Record<string, ((...values: unknown[]) => number) & { readonly async: unknown }>;
  const real = table[call];
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  if (real === undefined) throw new Error(`libc has no ${call} here`);
  const slow = (...values: unknown[]) => {
    Atomics.wait(nobody, 0, 0, ms);
    return real(...values);
  };
  table[call] = Object.assign(slow, { async: real.async });
}
