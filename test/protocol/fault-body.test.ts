import { expect, test } from 'vitest';
import { faultFromBody, faultToBody } from '../../src/protocol/fault-body.ts';
import { agreedVersion } from '../../src/protocol/version.ts';
import { Fault } from '../../src/runtime/fault.ts';

test('a fault crosses the wire with its code and sentence', () => {
  expect(faultFromBody(faultToBody(new Fault('disk-full', 'no room in /srv')))).toMatchObject({
    code: 'disk-full',
    message: 'no room in /srv',
  });
});

test('a code of a newer side stays readable', () => {
  expect(faultFromBody({ code: 'moon-phase', message: 'too bright' })).toMatchObject({
    code: 'internal',
    message: 'too bright (moon-phase)',
  });
});

test('a very long sentence is cut so that the message stays within its bound', () => {
  expect(faultToBody(new Fault('internal', 'x'.repeat(10_000))).message).toHaveLength(4000);
});

test('two sides agree on a version that both speak, or on none', () => {
  expect(agreedVersion([1, 7])).toBe(1);
  expect(agreedVersion([7])).toBeUndefined();
});
