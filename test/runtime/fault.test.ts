import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
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

test('a fault that ends a worker thread keeps its code on the way', async () => {
  const fault = new URL('../../src/runtime/fault.ts', import.meta.url);
  const text = `import { Fault } from '${fault}'; throw new Fault('stale-handle', 'the mount is gone');`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
  const [thrown] = await once(worker, 'error');
  expect(asFault(thrown)).toMatchObject({ code: 'stale-handle', message: 'the mount is gone', isRetryable: true });
});
