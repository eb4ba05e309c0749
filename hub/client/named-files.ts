/** Files of a transfer that something is to be said of, a line each: what failed, and what its node noticed. */
import { shownPath } from '../../src/model/path-text.ts';
import type { TransferFile } from '../../src/model/transfer-file.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { shownMessage } from '../../src/runtime/names.ts';
import type { HubPeer } from './attach.ts';

export type NamedStatus = 'failed' | 'noted';

export interface NamedFilesOptions {
  readonly hub: HubPeer;
  readonly transfer: TransferId;
  readonly status: NamedStatus;
  readonly most: number;
}

/** The first ones, and where the others are. */
export async function namedFiles({ hub, transfer, status, most }: NamedFilesOptions): Promise<string[]> {
  const { files, total } = await hub.request('list-files', { transfer, status, offset: 0, limit: most });
  const more = total - files.length;
  return [
    ...files.map((file) => `${status}  ${namedText(file)}`),
    ...(more > 0 ? [`${status}  ${more} more: longhaul hub --files ${transfer} --status ${status}`] : []),
  ];
}

/** Most messages name the file themselves. */
export function namedText({ path, error, status }: TransferFile): string {
  const shown = shownPath(path);
  if (error === undefined) return `${shown}: ${status}`;
  const message = shownMessage(error.message);
  return `${message.includes(shown) ? message : `${shown}: ${message}`} (${error.code})`;
}
