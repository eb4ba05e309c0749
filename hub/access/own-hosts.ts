/** The names and addresses under which HTTP clients may know this hub: they check those, not its identity. */
import { hostname, networkInterfaces } from 'node:os';
import { type Address, isUnspecified } from '../../src/link/address.ts';

export function ownHosts(listen: Address, advertise: Address | undefined): readonly string[] {
  const here = isUnspecified(listen) ? ownAddresses() : [listen.host];
  const advertised = advertise === undefined ? [] : [advertise.host];
  return [...new Set(['localhost', '127.0.0.1', '::1', hostname(), ...here, ...advertised])];
}

/** Where join tokens and notifications say that this hub is, once its port is known. */
export function advertised({ host, port }: Address, boundPort: number): Address {
  return { host: isUnspecified({ host, port }) ? hostname() : host, port: port === 0 ? boundPort : port };
}

/** Without the zone of link-local ones, which no certificate can hold. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list = []) =>
    list.map(({ address }) => address.replace(/%.*/, '')),
  );
}
