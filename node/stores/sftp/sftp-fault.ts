/** What SFTP servers and the way to them answer, in the operator's words. */
import { Fault } from '../../../src/runtime/fault.ts';
import type { FaultCode } from '../../../src/runtime/fault-codes.ts';
import { shownName } from '../../../src/runtime/names.ts';

/** Status codes of the protocol; above 8 those of its later versions, which some servers use in this one. */
const byStatus: Readonly<Record<number, FaultCode>> = {
  2: 'not-found',
  3: 'permission-denied',
  // OpenSSH says so of a name that is too long, or that its file system cannot have.
  5: 'name-unsupported',
  6: 'store-unreachable',
  7: 'store-unreachable',
  10: 'not-found',
  12: 'read-only',
  14: 'disk-full',
  15: 'quota-exceeded',
  18: 'not-empty',
  19: 'not-a-directory',
  20: 'name-unsupported',
  24: 'is-a-directory',
};

/** Version 3 has one code for all else, and some servers a text that tells more. */
const byText: readonly (readonly [RegExp, FaultCode])[] = [
  [/no space|disk full|volume full/i, 'disk-full'],
  [/quota/i, 'quota-exceeded'],
  [/read-only/i, 'read-only'],
  [/input\/output|i\/o error/i, 'io-error'],
];

/** `doing` begins the sentence: "write nas:/folder/file". */
export function sftpFault(doing: string, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { code, message } = thrown as { readonly code?: number | string; readonly message: string };
  // What has no status was not answered.
  const fault = typeof code === 'number' ? (byStatus[code] ?? fromText(message)) : 'store-unreachable';
  return new Fault(fault, shownName(`cannot ${doing}: ${message}`), { cause: thrown });
}

function fromText(message: string): FaultCode {
  return byText.find(([pattern]) => pattern.test(message))?.[1] ?? 'store-failed';
}
