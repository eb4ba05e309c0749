import { expect, test } from 'vitest';
import { asFault } from '../../src/runtime/fault.ts';

test.each([
  { code: 'SQLITE_FULL', fault: 'disk-full' },
  { code: 'SQLITE_IOERR_WRITE', fault: 'io-error' },
])('a database that fails with $code is $fault, which may pass', ({ code, fault }) => {
  const thrown = Object.assign(new Error('database or disk is full'), { code });
  expect(asFault(thrown)).toMatchObject({
    code: fault,
    message: 'database or disk is full',
    isRetryable: true,
    cause: thrown,
  });
});

test('what nobody foresaw is internal, and not tried again', () => {
  expect(asFault(new Error('odd'))).toMatchObject({ code: 'internal', message: 'odd', isRetryable: false });
  expect(asFault('odd')).toMatchObject({ code: 'internal', message: 'odd' });
});
