/** The one error class: a stable code from the table, a sentence for people, the cause it came from. */
import { type FaultCode, faultCodes, isFaultCode } from './fault-codes.ts';

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;

  /** `message` names what was being done to what; the code's own meaning is added where it is shown. */
  constructor(code: FaultCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get isRetryable(): boolean {
    return faultCodes[this.code].isRetryable;
  }

  get hint(): string {
    return faultCodes[this.code].hint;
  }

  get exitCode(): number {
    return faultCodes[this.code].exitCode;
  }
}

/**
 * Anything thrown, as a Fault: ours unchanged, an abort as `interrupted`, a database whose disk is full or broken as that,
 * the rest as `internal`. One that ended a worker thread arrives without its class, by name and code.
 */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  if (thrown instanceof Error && thrown.name === 'Fault' && 'code' in thrown && isFaultCode(String(thrown.code))) {
    return new Fault(thrown.code as FaultCode, thrown.message, { cause: thrown });
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return thrown.cause instanceof Fault ? thrown.cause : new Fault('interrupted', 'interrupted', { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Fault(databaseFault(thrown) ?? 'internal', message, { cause: thrown });
}

/** By the result codes of SQLite (https://sqlite.org/rescode.html). */
function databaseFault(thrown: unknown): FaultCode | undefined {
  const { code } = thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : {};
  if (code === 'SQLITE_FULL') return 'disk-full';
  return code?.startsWith('SQLITE_IOERR') === true ? 'io-error' : undefined;
}
