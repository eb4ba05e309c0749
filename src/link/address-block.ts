/**
 * What counts as one stranger where tries are counted: an IPv4 address, or the /64 of an IPv6 address, which is the least that
 * a single machine is given and has 2^64 addresses to come from (RFC 6177).
 */
import { isIPv6 } from 'node:net';

const groupsOfNetwork = 4;
const groupsOfAddress = 8;

/** As sockets write addresses; IPv4 over IPv6 (`::ffff:10.0.0.1`) is IPv4. What is no address stays as it is. */
export function addressBlock(address: string): string {
  const [, ipv4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (ipv4 !== undefined) return ipv4;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1).join().split('::');
  const [before, after] = [groupsIn(head), groupsIn(tail ?? '')];
  const between = tail === undefined ? 0 : groupsOfAddress - before.length - after.length;
  const network = [...before, ...Array<number>(between).fill(0), ...after].slice(0, groupsOfNetwork);
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

function groupsIn(text: string): number[] {
  const groups = text === '' ? [] : text.split(':');
  // An IPv4 address at the end has the place of two groups, which are never part of the network.
  return groups.flatMap((group) => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]));
}
