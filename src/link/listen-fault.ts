/** Why a port could not be opened: whether somebody has to change what was asked for, or it may yet come by itself. */
import { Fault } from '../runtime/fault.ts';
import { type Address, joinAddress } from './address.ts';

export function listenFault(cause: NodeJS.ErrnoException, address: Address): Fault {
  const shown = joinAddress(address);
  switch (cause.code) {
    case 'EADDRINUSE':
      return new Fault('port-busy', `${shown} is in use by another program`, { cause });
    // A VPN or DHCP may be late, and so may the DNS.
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
      return new Fault('address-missing', `cannot listen on ${shown}: this machine does not have the address`, {
        cause,
      });
    default:
      return new Fault('usage', `cannot listen on ${shown}: ${cause.code ?? cause.message}`, { cause });
  }
}
