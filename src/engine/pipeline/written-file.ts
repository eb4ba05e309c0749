import type { Finding } from '../endpoint/item.ts';

/** A large file that is written and not yet published, on its way to the thread that reads it back. */
export interface WrittenFile {
  readonly item: number;
  readonly path: Uint8Array;
  /** Open for reading; whoever gets it closes it. */
  readonly fd: number;
  readonly isInPlace: boolean;
  readonly size: number;
  /** As it was read at the source. */
  readonly digest: Uint8Array;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  readonly finding?: Finding;
  /** When its first block came, milliseconds since 1970. */
  readonly startedAt: number;
}

/** Milliseconds since 1970, with fractions, the same in every thread. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
