/**
 * What `t` would start: one transfer for each thing that is marked, or one of the folder shown when nothing is. A folder
 * lands as a folder of its name in the one the other pane shows; a file lands in it.
 */

import { rootsPath } from '../../../src/model/folder-listing.ts';
import { type Location, Location as LocationSchema } from '../../../src/model/location.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import type { TransferRequest } from '../../../src/model/transfer.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import type { Mark, Place, UiState } from '../../store/ui-state.ts';
import { childPlace } from './folder-rows.ts';

export type SendPlan =
  | { readonly kind: 'ready'; readonly requests: readonly TransferRequest[]; readonly bytes: number | undefined }
  | { readonly kind: 'blocked'; readonly reason: string };

export function sendPlan({ browse }: UiState): SendPlan {
  const from = browse.panes[browse.active];
  const to = browse.panes[browse.active === 0 ? 1 : 0].place;
  const blocked = (reason: string): SendPlan => ({ kind: 'blocked', reason });
  if (to === undefined) return blocked('choose a node and a folder in the other pane');
  if (to.path === rootsPath) return blocked('the other pane shows the roots of its node: open one of them');
  const marks = [...from.marks.values()];
  if (marks.length === 0) return folderPlan(from.place, to);
  const requests: TransferRequest[] = [];
  for (const mark of marks) {
    const request = markRequest(mark, to);
    if (typeof request === 'string') return blocked(request);
    requests.push(request);
  }
  const isSized = marks.every(({ entry }) => entry.kind === 'file');
  return {
    kind: 'ready',
    requests,
    bytes: isSized ? marks.reduce((sum, { entry }) => sum + entry.sizeBytes, 0) : undefined,
  };
}

function folderPlan(from: Place | undefined, to: Place): SendPlan {
  if (from === undefined) return { kind: 'blocked', reason: 'choose a node and a folder' };
  if (from.path === rootsPath) return { kind: 'blocked', reason: 'open a root, or mark roots with Space' };
  if (from.node === to.node && from.path === to.path)
    return { kind: 'blocked', reason: 'both panes show the same folder' };
  return {
    kind: 'ready',
    requests: [{ source: from, destination: to, options: defaultTransferOptions }],
    bytes: undefined,
  };
}

/** The request, or why there is none. */
function markRequest({ place, entry }: Mark, to: Place): TransferRequest | string {
  const shown = shownPath(entry.name);
  const source = childPlace(place, entry.name);
  if (source === undefined) return `${shown} is not UTF-8: mark the folder that it lies in`;
  if (entry.kind === 'other') return `${shown} is neither a file nor a folder`;
  const name = source.path.slice(source.path.lastIndexOf('/') + 1);
  const destination: Location =
    entry.kind === 'folder' ? { node: to.node, path: `${to.path.replace(/\/$/, '')}/${name}` } : to;
  if (source.node === destination.node && source.path === destination.path) return `${shown} is already there`;
  if (!LocationSchema.safeParse(source).success) return `the path of ${shown} is too long`;
  const request = { source, destination, options: defaultTransferOptions };
  return name.length > 0 && name.length <= 200 ? { ...request, name } : request;
}
