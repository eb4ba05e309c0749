/** `--smtp`: the mail server that takes what the hub sends. Its password is a secret, and never part of it. */
import { mailPasswordName } from '../../src/model/notification.ts';
import { Fault } from '../../src/runtime/fault.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** On this machine, so that nothing leaves it on the way there. */
  readonly isHere: boolean;
  /** TLS from the first byte; else as `startTls` says. */
  readonly isTls: boolean;
  /** Absent where the server wants no name and password. */
  readonly user: string | undefined;
}

const ports: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };
const loopback = /^(localhost|127(\.\d+){3}|::1)$/;

/** `smtp://mail.example`, `smtps://USER@mail.example:465`. Throws `usage` without showing the text, which may hold a password. */
export function parseMailServer(text: string): MailServer {
  const url = URL.parse(text);
  const port = ports[url?.protocol ?? ''];
  const isPlain = url !== null && /^\/?$/.test(url.pathname) && url.search === '' && url.hash === '';
  if (url === null || port === undefined || url.hostname === '' || !isPlain)
    throw new Fault('usage', 'write smtp://HOST, smtp://USER@HOST:PORT or smtps://USER@HOST');
  if (url.password !== '')
    throw new Fault('usage', `a password is not written here; put it into the file ${mailPasswordName} of --secrets`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    isHere: loopback.test(host),
    port: url.port === '' ? port : Number(url.port),
    isTls: url.protocol === 'smtps:',
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
  };
}

/** A password leaves this machine only encrypted; without one a server that has no TLS is believed as other mail servers do. */
export function startTls({ isHere, user }: MailServer): 'required' | 'offered' | 'never' {
  if (isHere) return 'never';
  return user === undefined ? 'offered' : 'required';
}
