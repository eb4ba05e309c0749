import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { errnoFault } from '../../../src/engine/disk/disk-fault.ts';

const { errno } = constants;

test.each([
  'EIO',
  'ENOSPC',
  'EDQUOT',
  'ESTALE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'EBUSY',
  'EAGAIN',
  'EMFILE',
  'ENOMEM',
] as const)('%s may pass, and is tried again', (name) => {
  expect(errnoFault('read', 'a', errno[name])).toMatchObject({ isRetryable: true });
});

test.each(['EACCES', 'EPERM', 'ENAMETOOLONG', 'EROFS', 'EFBIG', 'ELOOP', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'] as const)(
  '%s stays until somebody changes something, and is not',
  (name) => {
    expect(errnoFault('write', 'a', errno[name])).toMatchObject({ isRetryable: false });
  },
);

test('a file that is larger than its file system can have one is called so', () => {
  expect(errnoFault('write', 'a.iso', errno.EFBIG)).toMatchObject({
    code: 'file-too-large',
    message: 'cannot write a.iso: file too large (EFBIG)',
  });
});
