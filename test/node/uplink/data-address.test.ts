import { describe, expect, it } from 'vitest';
import { dataAddress } from '../../../node/uplink/data-address.ts';

const hub = '127.0.0.1:7400';

describe('the address of the data port', () => {
  it.each([
    [
      'what is advertised, before all else',
      { host: '0.0.0.0', port: 7401 },
      { host: 'fs1.example', port: 17_401 },
      'fs1.example:17401',
    ],
    ['what is listened on, when that is one address', { host: '10.0.0.5', port: 7401 }, undefined, '10.0.0.5:7401'],
    [
      'the interface that faces the hub, when all are listened on',
      { host: '0.0.0.0', port: 7401 },
      undefined,
      '127.0.0.1:7401',
    ],
    ['in brackets for IPv6', { host: '::1', port: 7401 }, undefined, '[::1]:7401'],
    ['none for a node that only dials out', undefined, undefined, undefined],
  ])('is %s', async (_note, listening, advertised, expected) => {
    expect(await dataAddress({ listening, advertised, hub })).toBe(expected);
  });
});
