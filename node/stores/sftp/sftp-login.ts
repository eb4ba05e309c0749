/** Who is at the other end, and who we are there: a server is believed by its key alone, and before it hears a secret. */
import type { Socket } from 'node:net';
import type { Client, ConnectConfig } from 'ssh2';
import type { SftpCredential } from '../../../src/model/connection.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { declaredFingerprint, type ShownKey, shownKey } from './host-key.ts';
import type { SftpSetting } from './sftp-store.ts';

const askEveryMs = 4_000;
/** AES-GCM is what processors do: half of the time that the others take. */
const cipher = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'chacha20-poly1305@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
] as const;

/** Throws `store-refused` where either does not know the other. */
export async function signIn(setting: SftpSetting, socket: Socket, signal: AbortSignal): Promise<Client> {
  const { name, user, hostKeys, credential } = setting;
  const { default: ssh2 } = await import('ssh2');
  const known = new Set(hostKeys.map(declaredFingerprint));
  const client = new ssh2.Client();
  let unknown: ShownKey | undefined;
  const ready = Promise.withResolvers<void>();
  // Where connecting throws at once nobody waits for it.
  ready.promise.catch(() => {});
  client.once('ready', ready.resolve);
  client.on('error', ready.reject);
  client.once('close', () => ready.reject(new Error('the server closed the connection')));
  if ('password' in credential)
    client.on('keyboard-interactive', (_name, _text, _language, prompts, answer) =>
      answer(prompts.map(({ echo }) => (echo === true ? '' : credential.password))),
    );
  try {
    client.connect({
      sock: socket,
      username: user,
      ...secretOf(credential),
      tryKeyboard: 'password' in credential,
      keepaliveInterval: askEveryMs,
      // Whether it is alive is for the watch of the socket to say: answers may wait behind much else.
      keepaliveCountMax: Number.MAX_SAFE_INTEGER,
      // The caller's signal ends it.
      readyTimeout: 0,
      algorithms: { cipher: [...cipher] },
      hostVerifier: (key: Buffer): boolean => {
        const shown = shownKey(key);
        if (!known.has(shown.fingerprint)) unknown = shown;
        return unknown === undefined;
      },
    } satisfies ConnectConfig);
    await unlessAborted(ready.promise, signal);
    return client;
  } catch (thrown) {
    signal.throwIfAborted();
    if (unknown !== undefined) throw unknownServer(setting, unknown);
    throw loginFault({ name, user, credential }, thrown);
  }
}

function secretOf(credential: SftpCredential): Pick<ConnectConfig, 'password' | 'privateKey' | 'passphrase'> {
  if ('password' in credential) return credential;
  const { privateKey, passphrase } = credential;
  return { privateKey, ...(passphrase !== undefined && { passphrase }) };
}

function unknownServer({ name, host, port, hostKeys }: SftpSetting, { type, fingerprint }: ShownKey): Fault {
  const declared = hostKeys.map(declaredFingerprint).join(', ');
  return new Fault(
    'store-refused',
    `${host}:${port} is not the server that ${name} declares: it shows the ${shownName(type)} key ${fingerprint}, ` +
      `hostKeys has ${declared}; if whoever runs it confirms the new one, put it there`,
  );
}

function loginFault({ name, user, credential }: Pick<SftpSetting, 'name' | 'user' | 'credential'>, thrown: unknown) {
  const { level, message } = thrown as { readonly level?: string; readonly message: string };
  const means = 'password' in credential ? 'this password' : 'this private key';
  if (level === 'client-authentication')
    return new Fault('store-refused', `${name} does not let ${shownName(user)} in with ${means}: ${message}`, {
      cause: thrown,
    });
  if (/privateKey|private key|passphrase/i.test(message))
    return new Fault('store-refused', `the private key for ${name} cannot be used: ${message}`, { cause: thrown });
  if (level === 'handshake' || level === 'protocol')
    return new Fault('store-failed', `cannot agree with ${name} on how to talk: ${shownName(message)}`, {
      cause: thrown,
    });
  return thrown;
}
