/** One mail over SMTP. Nothing in an event can become a header, a recipient or a file: each is given to the package apart. */
import { createTransport } from 'nodemailer';
import type { NotificationEvent } from '../../src/model/notification-event.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { DeliveryResult } from './delivery-result.ts';
import { type MailServer, startTls } from './mail-server.ts';
import { mailSubject, mailText } from './mail-text.ts';

export interface MailSending {
  readonly server: MailServer;
  /** Of the user of the server, where it has one. */
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly event: NotificationEvent;
  readonly signal: AbortSignal;
}

const stepLimitMs = 20_000;

export async function mailEvent({ server, password, from, to, event, signal }: MailSending): Promise<DeliveryResult> {
  const { host, port, isTls, user } = server;
  const tls = startTls(server);
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'never',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    dnsTimeout: stepLimitMs,
    connectionTimeout: stepLimitMs,
    greetingTimeout: stepLimitMs,
    socketTimeout: stepLimitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { rejected } = await transport.sendMail({
      signal,
      envelope: { from, to: [...to] },
      from: { name: 'longhaul', address: from },
      to: to.map((address) => ({ name: '', address })),
      subject: mailSubject(event),
      text: mailText(event),
      // The same at every try, so that mail programs show a repeat once.
      messageId: `<${event.id}@longhaul>`,
      date: new Date(event.at),
      // RFC 3834: no out-of-office replies to a program.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    if (rejected.length === 0) return { kind: 'delivered' };
    return { kind: 'delivered', remark: `${host} did not take it for ${rejected.map(shownName).join(', ')}` };
  } catch (thrown) {
    signal.throwIfAborted();
    return failed(thrown as MailFailure, host);
  } finally {
    transport.close();
  }
}

interface MailFailure extends NodeJS.ErrnoException {
  /** What the server answered (RFC 5321, 4.2.1). */
  readonly responseCode?: number;
}

/** A wrong password is mended on either side one day, and must not cost what is sent meanwhile. */
function failed({ code, responseCode, message, cause }: MailFailure, host: string): DeliveryResult {
  const isFinal = responseCode !== undefined && responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const said = `${host}: ${shownName(message.slice(0, 300))}`;
  return isFinal
    ? { kind: 'refused', reason: new Fault('receiver-refused', said, { cause }) }
    : { kind: 'again', reason: new Fault('receiver-unreachable', said, { cause }) };
}
