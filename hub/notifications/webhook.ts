/**
 * One POST of an event to a URL, signed so that the receiver knows the sender and the time. Nothing is followed, and nothing
 * of the answer is kept but its status: who declares a URL reads nothing through the hub.
 */
import { createHmac } from 'node:crypto';
import { WebUrl } from '../../src/model/notification.ts';
import type { NotificationEvent } from '../../src/model/notification-event.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { DeliveryResult } from './delivery-result.ts';

export interface WebhookPost {
  readonly url: string;
  readonly secret: string;
  readonly event: NotificationEvent;
  /** Milliseconds since 1970: receivers refuse what is too old. */
  readonly now: number;
  readonly signal: AbortSignal;
}

const answerLimitMs = 10_000;
/** Of which the receiver says itself that it may pass (RFC 9110, RFC 6585, RFC 8470). */
const passing = new Set([408, 425, 429]);

/** Of the text `TIMESTAMP.BODY`, in hex. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

export async function postEvent({ url, secret, event, now, signal }: WebhookPost): Promise<DeliveryResult> {
  // One that comes from a secret has not been looked at before, and must not end in a message.
  if (!WebUrl.safeParse(url).success)
    return { kind: 'again', reason: new Fault('not-set-up', 'the secret of its URL holds no http or https URL') };
  const { origin } = new URL(url);
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(now / 1000));
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': `longhaul/${packageVersion()}`,
        'longhaul-event': event.id,
        'longhaul-timestamp': timestamp,
        'longhaul-signature': `v1=${signatureOf(secret, timestamp, body)}`,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]),
    });
    await response.body?.cancel();
    return judged(response, origin, now);
  } catch (thrown) {
    signal.throwIfAborted();
    return {
      kind: 'again',
      reason: new Fault('receiver-unreachable', `${origin} ${whyNot(thrown)}`, { cause: thrown }),
    };
  }
}

function judged({ status, headers }: Response, origin: string, now: number): DeliveryResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const answered = `${origin} answered ${status}`;
  if (status >= 500 || passing.has(status)) {
    const afterMs = retryAfterMs(headers.get('retry-after'), now);
    const reason = new Fault('receiver-unreachable', answered);
    return { kind: 'again', reason, ...(afterMs !== undefined && { afterMs }) };
  }
  const remark = status >= 300 && status < 400 ? ', and no redirection is followed' : '';
  return { kind: 'refused', reason: new Fault('receiver-refused', answered + remark) };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function whyNot(thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `gave no answer within ${answerLimitMs / 1000} s`;
  const { cause } = thrown as { readonly cause?: unknown };
  const { code, message } = (cause ?? thrown) as NodeJS.ErrnoException;
  return `cannot be reached: ${shownName(code ?? message)}`;
}
