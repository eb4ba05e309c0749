/** What a queue of SQS and the way to it answer, in the operator's words. */
import { Fault } from '../../src/runtime/fault.ts';
import type { FaultCode } from '../../src/runtime/fault-codes.ts';
import { shownName } from '../../src/runtime/names.ts';

interface ServiceAnswer {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const byName: Readonly<Record<string, FaultCode>> = {
  'QueueDoesNotExist': 'queue-unknown',
  'AWS.SimpleQueueService.NonExistentQueue': 'queue-unknown',
  'InvalidAddress': 'queue-unknown',
  'InvalidClientTokenId': 'store-refused',
  'UnrecognizedClientException': 'store-refused',
  'SignatureDoesNotMatch': 'store-refused',
  'InvalidSignatureException': 'store-refused',
  'IncompleteSignature': 'store-refused',
  'MissingAuthenticationToken': 'store-refused',
  'CredentialsProviderError': 'store-refused',
  'ExpiredToken': 'store-expired',
  'ExpiredTokenException': 'store-expired',
  'TokenRefreshRequired': 'store-expired',
  'RequestExpired': 'clock-wrong',
  'AccessDenied': 'queue-refused',
  'AccessDeniedException': 'queue-refused',
  'InvalidSecurity': 'queue-refused',
  'KmsAccessDenied': 'queue-refused',
  'OverLimit': 'store-busy',
  'RequestThrottled': 'store-busy',
  'ThrottlingException': 'store-busy',
  'Throttling': 'store-busy',
  'KmsThrottled': 'store-busy',
  'TooManyRequestsException': 'store-busy',
  'ServiceUnavailable': 'store-busy',
  'InternalFailure': 'store-busy',
  'InternalError': 'store-busy',
  'TimeoutError': 'store-unreachable',
};

const lost: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT'],
  ...['ERR_STREAM_PREMATURE_CLOSE', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_INVALID_URL'],
]);

/** `doing` begins the sentence: "poll https://…". */
export function sqsFault(doing: string, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { name = '', code, message = '', $metadata } = thrown as ServiceAnswer;
  const status = $metadata?.httpStatusCode;
  const answered = nameOf(name);
  const fault = byName[answered] ?? (status === undefined ? ofNetwork(code ?? name) : ofStatus(status));
  const said = [answered, message].filter((word) => word !== '' && word !== 'Error').join(': ');
  return new Fault(fault, shownName(`cannot ${doing}: ${said === '' ? (code ?? 'no answer') : said}`), {
    cause: thrown,
  });
}

/** Whether the message is not ours any more: its time is over, or somebody has removed it. */
export function isLetGo(thrown: unknown): boolean {
  const { name = '' } = thrown as ServiceAnswer;
  return /ReceiptHandleIsInvalid|InvalidIdFormat|MessageNotInflight|InvalidParameterValue/.test(name);
}

/** `com.amazonaws.sqs#QueueDoesNotExist` */
function nameOf(name: string): string {
  return name.slice(name.indexOf('#') + 1);
}

function ofStatus(status: number): FaultCode {
  if (status === 401 || status === 403) return 'queue-refused';
  if (status === 404) return 'queue-unknown';
  return status === 429 || status >= 500 ? 'store-busy' : 'store-failed';
}

function ofNetwork(code: string): FaultCode {
  return lost.has(code) ? 'store-unreachable' : 'store-failed';
}
