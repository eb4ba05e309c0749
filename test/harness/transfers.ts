/** A transfer from fs1 to fs2, as a console would ask for it. */

import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import type { ConsolePeer } from './open-hub.ts';

export async function startTransfer(peer: ConsolePeer, request: Partial<TransferRequest> = {}): Promise<Transfer> {
  return await peer.request('start-transfer', {
    source: { node: 'fs1', path: '/srv/in' },
    destination: { node: 'fs2', path: '/srv/out' },
    options: defaultTransferOptions,
    ...request,
  });
}
