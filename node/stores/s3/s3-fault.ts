/** What S3 servers and the way to them answer, in the operator's words. */
import { Fault } from '../../../src/runtime/fault.ts';
import type { FaultCode } from '../../../src/runtime/fault-codes.ts';
import { shownName } from '../../../src/runtime/names.ts';

interface ServiceAnswer {
  readonly name?: string;
  readonly Code?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const byName: Readonly<Record<string, FaultCode>> = {
  NoSuchBucket: 'store-unknown',
  NoSuchKey: 'not-found',
  NotFound: 'not-found',
  InvalidAccessKeyId: 'store-refused',
  SignatureDoesNotMatch: 'store-refused',
  CredentialsProviderError: 'store-refused',
  ExpiredToken: 'store-expired',
  TokenRefreshRequired: 'store-expired',
  ExpiredTokenException: 'store-expired',
  AccessDenied: 'permission-denied',
  AllAccessDisabled: 'permission-denied',
  PreconditionFailed: 'changed-while-read',
  InvalidRange: 'changed-while-read',
  RequestTimeTooSkewed: 'clock-wrong',
  SlowDown: 'store-busy',
  ServiceUnavailable: 'store-busy',
  Throttling: 'store-busy',
  ThrottlingException: 'store-busy',
  TooManyRequests: 'store-busy',
  RequestLimitExceeded: 'store-busy',
  InternalError: 'store-busy',
  RequestTimeout: 'store-unreachable',
  TimeoutError: 'store-unreachable',
  BadDigest: 'digest-mismatch',
  XAmzContentChecksumMismatch: 'digest-mismatch',
  QuotaExceeded: 'quota-exceeded',
  KeyTooLongError: 'name-too-long',
  EntityTooLarge: 'file-too-large',
};

const byStatus: Readonly<Record<number, FaultCode>> = {
  401: 'store-refused',
  403: 'permission-denied',
  404: 'not-found',
  412: 'changed-while-read',
  416: 'changed-while-read',
  429: 'store-busy',
  507: 'disk-full',
};

/** `doing` begins the sentence: "write prod-s3:bucket/key". */
export function s3Fault(doing: string, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { name = '', Code: serviceCode, code, message = '', $metadata } = thrown as ServiceAnswer;
  const status = $metadata?.httpStatusCode;
  const answered = serviceCode ?? name;
  const fault = byName[answered] ?? (status === undefined ? ofNetwork(code ?? name) : ofStatus(status));
  const said = [answered, message].filter((word) => word !== '' && word !== 'Error').join(': ');
  return new Fault(fault, shownName(`cannot ${doing}: ${said === '' ? (code ?? 'no answer') : said}`), {
    cause: thrown,
  });
}

function ofStatus(status: number): FaultCode {
  return byStatus[status] ?? (status >= 500 ? 'store-busy' : 'store-failed');
}

const lost: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SSL_WRONG_VERSION_NUMBER',
]);

function ofNetwork(code: string): FaultCode {
  return lost.has(code) ? 'store-unreachable' : 'store-failed';
}
