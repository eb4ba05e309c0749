/** A real SMTP server that takes mail for who may sign in, and remembers it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the line. */
  readonly source: string;
}

export interface MailReceiverOptions {
  readonly password: string;
  /** With a certificate of nobody. */
  readonly isTls?: boolean;
  /** Addresses that it has not. */
  readonly unknown?: readonly string[];
}

export async function mailReceiver({ password, isTls = false, unknown = [] }: MailReceiverOptions) {
  const mails: TakenMail[] = [];
  /** That somebody has shown. */
  const passwords: unknown[] = [];
  const server = new SMTPServer({
    secure: isTls,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) => {
      passwords.push(auth.password);
      if (auth.password === password) callback(null, { user: auth.username });
      else callback(new Error('no such user'));
    },
    onRcptTo: ({ address }, _session, callback) =>
      callback(unknown.includes(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, { envelope }, callback) => {
      void text(stream).then((source) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), source });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    passwords,
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
