/** Why something was not moved, or is not quite as at the source: counted, in the audit log, and told as it happens. */
import type { Buffer } from 'node:buffer';
import type { FaultNote } from '../../model/transfer-state.ts';
import { type FaultCode, faultCodes, isFaultCode } from '../../runtime/fault-codes.ts';
import { shownName } from '../../runtime/names.ts';
import { nothingMoved, type RunContext } from './run-context.ts';

/** `code` may be one that only a newer peer knows. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

export interface Unmoved {
  readonly path: Buffer;
  /** At the destination, where it is another there. */
  readonly to?: Buffer | undefined;
  /** In bytes; 0 for a folder. */
  readonly size: number;
  /** The backlog has its row, and the next run tries it again. */
  readonly isPending?: boolean;
}

/** It counts as failed. */
export function fail(
  context: RunContext,
  { path, to, size, isPending = false }: Unmoved,
  { code, message }: Reason,
): void {
  context.tally.add('failed', size);
  if (!isPending) context.tally.unrecorded += 1;
  context.audit.add({ path, to, event: 'failed', size, ...nothingMoved, error: { code, message } });
  context.onEvent({ kind: 'file-failed', path: shownName(path), reason: noted({ code, message }), isPending });
}

/** Nothing failed, and nothing was moved: the audit log says why. */
export function leaveOut({ audit }: RunContext, { path, to, size }: Unmoved, { code, message }: Reason): void {
  audit.add({ path, to, event: 'skipped', size, ...nothingMoved, error: { code, message } });
}

/** No failure, and yet to be known. */
export function find({ onEvent }: RunContext, path: Buffer, reason: Reason): void {
  onEvent({ kind: 'finding', path: shownName(path), reason: noted(reason) });
}

/** With the hint of its code. */
export function noted({ code, message }: Reason): FaultNote {
  return isFaultCode(code) ? { code, message, hint: faultCodes[code].hint } : { code, message };
}

/** Of a file that was written into, and that the source does not have any more: nobody will write it to its end. */
export function halfWritten(path: Buffer): Reason & { readonly code: FaultCode } {
  return {
    code: 'half-written',
    message: `${shownName(path)} is gone at the source, and what the destination has of it may be half`,
  };
}
