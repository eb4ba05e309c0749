/** What a file with holes takes at the destination, compared with what was written of it. */
import type { FaultCode } from '../../runtime/fault-codes.ts';
import { shownName } from '../../runtime/names.ts';
import { formatBytes } from '../../runtime/units.ts';
import type { Finding } from '../endpoint/item.ts';

export interface Allocation {
  readonly path: Uint8Array;
  readonly size: number;
  /** Of the size; nothing was written there. */
  readonly holeBytes: number;
  readonly allocatedBytes: number;
}

/** The larger blocks of some file systems fill small holes; that most of them are filled is worth a word. */
export function allocationFinding({ path, size, holeBytes, allocatedBytes }: Allocation): Finding | undefined {
  const dataBytes = size - holeBytes;
  if (allocatedBytes - dataBytes <= holeBytes / 2) return undefined;
  const taken = `takes ${formatBytes(allocatedBytes)} at the destination for ${formatBytes(dataBytes)} of data`;
  const code: FaultCode = 'holes-filled';
  return { code, message: `${shownName(path)} ${taken}` };
}
