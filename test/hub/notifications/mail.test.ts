/** Mails to a real SMTP server. */
import { expect, test } from 'vitest';
import { mailEvent } from '../../../hub/notifications/mail.ts';
import { parseMailServer, startTls } from '../../../hub/notifications/mail-server.ts';
import { NotificationEvent } from '../../../src/model/notification-event.ts';
import { mailReceiver } from '../../harness/mail-receiver.ts';

const password = 'correct horse';
const event = NotificationEvent.parse({
  id: '0199a3c4-5d6e-4f70-8192-a3b4c5d6e7f8',
  event: 'transfer-ended',
  at: Date.parse('2026-11-21T12:00:00Z'),
  hub: 'hub.example:7400',
  notification: 'night',
  text: 'completed-with-errors: reel\r\nBcc: all@example.org (T-42), fs1:/srv -> fs2:/srv: 120 files failed',
  transfer: {
    id: 'T-42',
    name: 'reel\r\nBcc: all@example.org',
    from: 'fs1:/srv/\u202egpj.exe',
    to: 'fs2:/srv',
    state: 'completed-with-errors',
    createdBy: 'user:ana',
    createdAt: 1,
    startedAt: Date.parse('2026-11-21T11:00:00Z'),
    endedAt: Date.parse('2026-11-21T12:00:00Z'),
    totals: {
      copied: { files: 10, bytes: 4_100_000_000 },
      skipped: { files: 3, bytes: 30 },
      failed: { files: 120, bytes: 0 },
      deleted: { files: 0, bytes: 0 },
      durationMs: 3_600_000,
    },
    failedFiles: {
      total: 120,
      first: [
        { path: 'a/\u001b[2Jb\n.\n', code: 'permission-denied', message: 'may not be read' },
        { path: 'c/d.mov', code: 'name-too-long', message: 'too long' },
      ],
    },
  },
});

const sending = (port: number, changes: object = {}) => ({
  server: parseMailServer(`smtp://hub@127.0.0.1:${port}`),
  password,
  from: 'longhaul@example.org',
  to: ['ops@example.org', 'night@example.org'],
  event,
  signal: AbortSignal.timeout(60_000),
  ...changes,
});

test('a mail is plain text that says what happened, and no name in it becomes a header or moves a cursor', async () => {
  await using server = await mailReceiver({ password });
  await expect(mailEvent(sending(server.port))).resolves.toEqual({ kind: 'delivered' });
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: 'longhaul@example.org', to: ['ops@example.org', 'night@example.org'] });
  const [head = '', ...rest] = mail?.source.split('\r\n\r\n') ?? [];
  const headers = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n');
  expect(headers.map((line) => line.split(':')[0]?.toLowerCase()).sort()).toEqual([
    'auto-submitted',
    'content-transfer-encoding',
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ]);
  expect(headers).toContain('Message-ID: <0199a3c4-5d6e-4f70-8192-a3b4c5d6e7f8@longhaul>');
  expect(headers.find((line) => line.startsWith('Subject:'))).toContain('completed-with-errors: reel\\x0d\\x0aBcc');
  const text = rest.join('\r\n\r\n').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  for (const mark of ['\u001b', '\u202e']) expect(text).not.toContain(mark);
  for (const line of [
    'transfer:   T-42 reel\\x0d\\x0aBcc: all@example.org',
    'from:       fs1:/srv/\\u202egpj.exe',
    'copied:     10 files, 4.1 GB',
    'took:       1 h 00',
    '120 failed:',
    '  a/\\x1b[2Jb\\x0a.\\x0a: may not be read (permission-denied)',
    '  and 118 more: longhaul hub --files T-42 --status failed',
  ])
    expect(text).toContain(line);
});

test('a wrong password is tried again later, and is told without itself', async () => {
  await using server = await mailReceiver({ password });
  const result = await mailEvent(sending(server.port, { password: 'hunter2' }));
  expect(result).toMatchObject({ kind: 'again', reason: { code: 'receiver-unreachable' } });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test.each([{ isTls: false }, { isTls: true }])(
  'a password goes to no other machine without TLS, nor to a server that cannot prove who it is: %j',
  async ({ isTls }) => {
    await using server = await mailReceiver({ password, isTls });
    const elsewhere = { ...parseMailServer(`smtp://hub@127.0.0.1:${server.port}`), isHere: false, isTls };
    const result = await mailEvent(sending(server.port, { server: elsewhere }));
    expect(result).toMatchObject({ kind: 'again', reason: { code: 'receiver-unreachable' } });
    expect([server.passwords, server.mails]).toEqual([[], []]);
  },
);

test('a mail that nobody is there for is refused, and one that somebody is there for says who is not', async () => {
  await using server = await mailReceiver({ password, unknown: ['night@example.org'] });
  await expect(mailEvent(sending(server.port, { to: ['night@example.org'] }))).resolves.toMatchObject({
    kind: 'refused',
    reason: { code: 'receiver-refused', message: expect.stringContaining('550') },
  });
  await expect(mailEvent(sending(server.port))).resolves.toMatchObject({
    kind: 'delivered',
    remark: expect.stringContaining('night@example.org'),
  });
});

test('a mail server that is away is tried again later', async () => {
  await expect(mailEvent(sending(1))).resolves.toMatchObject({ kind: 'again' });
});

test.each([
  ['smtp://mail.example', { host: 'mail.example', isHere: false, port: 587, isTls: false, user: undefined }, 'offered'],
  [
    'smtp://me%40x@mail.example:25',
    { host: 'mail.example', isHere: false, port: 25, isTls: false, user: 'me@x' },
    'required',
  ],
  ['smtps://me@mail.example', { host: 'mail.example', isHere: false, port: 465, isTls: true, user: 'me' }, 'required'],
  ['smtp://localhost:25', { host: 'localhost', isHere: true, port: 25, isTls: false, user: undefined }, 'never'],
  ['smtp://me@[::1]', { host: '::1', isHere: true, port: 587, isTls: false, user: 'me' }, 'never'],
])('%s is %j, with TLS %s', (text, server, tls) => {
  const parsed = parseMailServer(text);
  expect(parsed).toEqual(server);
  expect(startTls(parsed)).toBe(tls);
});

test.each(['mail.example', 'http://mail.example', 'smtp://', 'smtp://a:hunter2@mail.example', 'smtp://host/path'])(
  '%s is no mail server, and a password in it is not shown',
  (text) => {
    expect(() => parseMailServer(text)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => parseMailServer(text)).not.toThrow('hunter2');
  },
);
