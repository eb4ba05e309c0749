import { expect, test } from 'vitest';
import { isUnspecified, joinAddress, splitAddress } from '../../src/link/address.ts';

test.each([
  { text: '127.0.0.1:7400', host: '127.0.0.1', port: 7400 },
  { text: 'hub.example.org:1', host: 'hub.example.org', port: 1 },
  { text: '[::1]:7400', host: '::1', port: 7400 },
  { text: '[fe80::1%eth0]:65535', host: 'fe80::1%eth0', port: 65_535 },
])('$text is split and joined without loss', ({ text, host, port }) => {
  expect(splitAddress(text)).toEqual({ host, port });
  expect(joinAddress({ host, port })).toBe(text);
});

test.each(['7400', 'host', 'host:', ':7400', '::1:7400', 'host:65536', 'host:74a', 'https://host:7400', 'a b:1'])(
  '%j is no address, and the fault shows what would be right',
  (text) => {
    expect(() => splitAddress(text)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('HOST:PORT') }),
    );
  },
);

test('listening on every interface is not an address to dial', () => {
  expect(['0.0.0.0', '::', '127.0.0.1'].map((host) => isUnspecified({ host, port: 1 }))).toEqual([true, true, false]);
});
