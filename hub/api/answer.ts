/** Answers over HTTP: JSON, and one shape for every failure, `{code, message, hint}`, with the status that fits its code. */
import type { ServerResponse } from 'node:http';
import type { Fault } from '../../src/runtime/fault.ts';
import type { FaultCode } from '../../src/runtime/fault-codes.ts';

export interface Answer {
  readonly status: number;
  /** JSON; a text is sent as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client that does not read what it asked for is let go of. */
const unreadMs = 60_000;

const statuses: Partial<Record<FaultCode, number>> = {
  'request-invalid': 400,
  'usage': 400,
  'bad-message': 400,
  'refused': 403,
  'revoked': 403,
  'outside-root': 403,
  'root-read-only': 403,
  'permission-denied': 403,
  'node-unknown': 404,
  'transfer-unknown': 404,
  'name-unknown': 404,
  'not-found': 404,
  'name-taken': 409,
  'not-possible-now': 409,
  'not-set-up': 409,
  'not-a-directory': 409,
  'too-many-requests': 429,
  'internal': 500,
  'link-lost': 502,
  'receiver-unreachable': 502,
  'receiver-refused': 502,
  'version-mismatch': 502,
  'timeout': 504,
};

/** What is not in the table may pass by itself (503), or is in the way until somebody changes something (409). */
export function faultAnswer(fault: Fault, status = statuses[fault.code] ?? (fault.isRetryable ? 503 : 409)): Answer {
  const { code, message, hint } = fault;
  return { status, body: { code, message, hint } };
}

/** For who came too often; `Retry-After` is in whole seconds (RFC 9110, 10.2.3). */
export function slowedAnswer(fault: Fault, retryAfterMs: number): Answer {
  return { ...faultAnswer(fault), headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } };
}

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  response.setTimeout(unreadMs, () => response.destroy());
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text);
}
