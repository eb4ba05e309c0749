/** `POST /enrol`, over a connection whose certificate was verified before the first byte of the request is sent. */
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { EnrolmentReply, type EnrolmentRequest, maxEnrolmentBytes } from '../protocol/enrolment.ts';
import { FaultBody, faultFromBody } from '../protocol/fault-body.ts';
import { enrolPath } from '../protocol/version.ts';
import { Fault } from '../runtime/fault.ts';
import { splitAddress } from './address.ts';
import { holderCheck, hubUri } from './identity.ts';

export interface EnrolmentPost {
  /** `host:port`. */
  readonly hub: string;
  /** The only authority that is believed, in PEM. */
  readonly ca: string;
  readonly request: EnrolmentRequest;
  readonly signal: AbortSignal;
}

/** Throws the hub's own fault, or `hub-unreachable`. */
export async function postEnrolment({ hub, ca, request, signal }: EnrolmentPost): Promise<EnrolmentReply> {
  const body = JSON.stringify(request);
  const options: RequestOptions = {
    ...splitAddress(hub),
    path: enrolPath,
    method: 'POST',
    agent: false,
    ca: [ca],
    minVersion: 'TLSv1.3',
    checkServerIdentity: holderCheck(hubUri),
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    signal,
  };
  const { status, text } = await exchange(options, body).catch((cause: unknown) => {
    if (cause instanceof Fault) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('hub-unreachable', `cannot enrol at the hub at ${hub}: ${reason}`, { cause });
  });
  const parsed = parseJson(text);
  const reply = EnrolmentReply.safeParse(parsed);
  if (status === 200 && reply.success) return reply.data;
  const refusal = FaultBody.safeParse(parsed);
  throw refusal.success
    ? faultFromBody(refusal.data)
    : new Fault('hub-unreachable', `the server at ${hub} answered ${status}`);
}

async function exchange(
  options: RequestOptions,
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  httpsRequest(options, resolve).once('error', reject).end(body);
  const response = await promise;
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > maxEnrolmentBytes) throw new Fault('bad-message', 'the answer to the enrolment is too long');
  }
  return { status: response.statusCode ?? 0, text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
