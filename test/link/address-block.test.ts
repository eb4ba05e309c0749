import { expect, test } from 'vitest';
import { addressBlock } from '../../src/link/address-block.ts';

test.each([
  { address: '10.1.2.3', block: '10.1.2.3', note: 'IPv4 is counted by address' },
  { address: '::ffff:10.1.2.3', block: '10.1.2.3', note: 'the same over IPv6 is the same stranger' },
  { address: '2001:db8:1:2:3:4:5:6', block: '2001:db8:1:2::/64', note: 'IPv6 is counted by its /64' },
  { address: '2001:db8:1:2::6', block: '2001:db8:1:2::/64', note: 'zeros left out after the network' },
  { address: '2001:db8::1:2:3:4', block: '2001:db8:0:0::/64', note: 'zeros left out in the network' },
  { address: '2001:db8:0:a::', block: '2001:db8:0:a::/64', note: 'zeros left out at the end' },
  { address: '::1', block: '0:0:0:0::/64', note: 'zeros left out at the beginning' },
  { address: 'fe80::1%eth0', block: 'fe80:0:0:0::/64', note: 'the interface of a local address is not counted' },
  { address: '64:ff9b:1:2::10.0.0.1', block: '64:ff9b:1:2::/64', note: 'an IPv4 address inside is not the network' },
  { address: '', block: '', note: 'a socket that is gone has no address' },
])('$note', ({ address, block }) => {
  expect(addressBlock(address)).toBe(block);
});
