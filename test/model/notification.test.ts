import { expect, test } from 'vitest';
import { concerns, Notification } from '../../src/model/notification.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';

const hook = { name: 'ops', webhook: { url: 'https://chat.example/hook', secret: 'hook' } };
const partial = { kind: 'completed-with-errors', failedFiles: 2 } as const;

test.each<[object, TransferState, boolean]>([
  [{}, partial, true],
  [{}, { kind: 'failed', reason: { code: 'revoked', message: 'x' } }, true],
  [{}, { kind: 'completed' }, false],
  [{}, { kind: 'cancelled' }, false],
  [{ on: ['completed', 'cancelled'] }, { kind: 'cancelled' }, true],
  [{ of: { templates: ['dailies', 'other'] } }, partial, true],
  [{ of: { templates: ['other'] } }, partial, false],
  [{ of: { triggers: ['nightly'] } }, partial, false],
  [{ of: { nodes: ['fs2'] } }, partial, true],
  [{ of: { nodes: ['fs3'] } }, partial, false],
  [{ of: { nodes: ['fs4'] } }, partial, true],
  [{ of: { templates: ['dailies'], nodes: ['fs3'] } }, partial, false],
  [{ enabled: false }, partial, false],
])('%j and an end of %j: %s', (changes, state, isTold) => {
  const transfer = {
    state,
    startedBy: { template: 'dailies', values: {} },
    source: { node: 'fs1', path: '/in' },
    destination: { node: 'fs2', path: '/in' },
    owner: 'fs4',
  };
  expect(concerns(Notification.parse({ ...hook, ...changes }), transfer)).toBe(isTold);
});

test.each([
  [{ on: ['done'] }, 'expected one of'],
  [{ of: {} }, 'name templates, triggers or nodes'],
  [{ webhook: undefined }, 'give webhook or mail'],
  [{ mail: { to: ['ops@example.org'] } }, 'give webhook or mail'],
  [{ webhook: { secret: 'hook' } }, 'give url or urlSecret'],
  [{ webhook: { url: 'https://x/', urlSecret: 'u', secret: 'hook' } }, 'give url or urlSecret'],
  [{ webhook: { url: 'file:///etc/passwd', secret: 'hook' } }, 'write https://HOST/PATH'],
  [{ webhook: { url: 'https://me:pw@host/', secret: 'hook' } }, 'without a user and a password'],
  [{ webhook: { url: 'https://x/', secret: 'smtp-password' } }, 'for the mail server alone'],
  [{ webhook: { url: 'https://x/', secret: '../hook' } }, 'a name has 1 to 63'],
  [{ webhook: undefined, mail: { to: ['Ops <ops@example.org>'] } }, 'without a name'],
  [{ webhook: undefined, mail: { to: ['ops@example.org\r\nBcc: all@example.org'] } }, 'without a name'],
  [{ webhook: undefined, mail: { to: ['ops@example.org,all@example.org'] } }, 'without a name'],
])('%j is refused', (changes, message) => {
  expect(Notification.safeParse({ ...hook, ...changes }).error?.message).toContain(message);
});
