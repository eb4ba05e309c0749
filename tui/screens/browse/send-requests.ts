/**
 * What `t` would start. One thing that is marked is a transfer of its own: a folder lands as a folder of its name in the one
 * that the other pane shows, a file lands in it. Several of one folder are one transfer with a rule for each, and the whole
 * folder one without. With nothing marked it is the folder shown.
 */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import { type FolderEntry, rootsPath } from '../../../src/model/folder-listing.ts';
import { Location as LocationSchema } from '../../../src/model/location.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import { maxPatternLength, type Rule } from '../../../src/model/selection.ts';
import type { TransferRequest } from '../../../src/model/transfer.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { childPlace, locationOf, type Place } from '../../store/place.ts';
import type { UiState } from '../../store/ui-state.ts';
import { connectionsOf } from '../automation/automation-rows.ts';
import type { FolderMarks, Marks } from './marks.ts';
import { moversOf } from './movers.ts';

export type SendPlan =
  | {
      readonly kind: 'ready';
      readonly requests: readonly TransferRequest[];
      /** Undefined where folders are among them. */
      readonly bytes: number | undefined;
      /** The nodes that could move the files, where both ends are connections; the first does unless somebody chooses. */
      readonly vias: readonly string[];
    }
  | { readonly kind: 'blocked'; readonly reason: string };

/** Those of one transfer. */
export const mostRules = 1000;

export function sendPlan({ browse }: UiState, connections: readonly ConnectionRecord[] = []): SendPlan {
  const from = browse.panes[browse.active];
  const to = browse.panes[browse.active === 0 ? 1 : 0].place;
  const blocked = (reason: string): SendPlan => ({ kind: 'blocked', reason });
  if (to === undefined) return blocked('choose a node or connection and a folder in the other pane');
  if (to.path === rootsPath) return blocked('the other pane shows what there is to open: open one of them');
  const marks = [...from.marks.values()];
  const requests: TransferRequest[] = [];
  const vias: (readonly string[])[] = [];
  for (const folder of marks.length === 0 ? [from.place] : marks) {
    const place = folder !== undefined && 'place' in folder ? folder.place : folder;
    if (place === undefined) return blocked('choose a node or connection and a folder');
    const movers = moversOf({ from: place, to, connections });
    if (movers.kind === 'nobody') return blocked(movers.reason);
    const made = folder !== undefined && 'place' in folder ? markRequests(folder, to) : folderRequest(place, to);
    if (typeof made === 'string') return blocked(made);
    const [via] = movers.vias;
    requests.push(...made.map((request) => ({ ...request, ...(via !== undefined && { via }) })));
    vias.push(movers.vias);
  }
  return { kind: 'ready', requests, bytes: bytesOf(marks), vias: vias.length === 1 ? (vias[0] ?? []) : [] };
}

interface Made {
  readonly ends: readonly unknown[];
  readonly plan: SendPlan;
}

/** Asked for by every key and several times a frame: the same object while marks, places and connections stay. */
const made = new WeakMap<Marks, Made>();

export function currentSend({ ui, data }: Pick<ConsoleState, 'ui' | 'data'>): SendPlan {
  const { panes, active } = ui.browse;
  const { marks, place } = panes[active];
  const ends = [place, panes[active === 0 ? 1 : 0].place, data.lists.connections];
  const known = made.get(marks);
  if (known?.ends.every((end, index) => end === ends[index])) return known.plan;
  const plan = sendPlan(ui, connectionsOf(data));
  made.set(marks, { ends, plan });
  return plan;
}

/** Known of files that are marked one by one. */
function bytesOf(marks: readonly FolderMarks[]): number | undefined {
  const files = marks.flatMap(({ isAllBut, entries }) => (isAllBut ? [undefined] : [...entries.values()]));
  if (files.length === 0 || files.some((entry) => entry?.kind !== 'file')) return undefined;
  return files.reduce((sum, entry) => sum + (entry?.sizeBytes ?? 0), 0);
}

type Requests = readonly TransferRequest[] | string;

function folderRequest(from: Place, to: Place): Requests {
  if (from.path === rootsPath) return 'open a folder, or mark some with Space';
  if (from.node === to.node && from.path === to.path) return 'both panes show the same folder';
  return [{ source: locationOf(from), destination: locationOf(to), options: defaultTransferOptions }];
}

/** The requests, or why there are none. */
function markRequests({ place, isAllBut, entries }: FolderMarks, to: Place): Requests {
  const all = [...entries.values()];
  const odd = all.find(({ name }) => typeof name !== 'string');
  if (odd !== undefined) return `${shownPath(odd.name)} is not UTF-8: mark the folder that it lies in`;
  const isRoots = place.path === rootsPath;
  if (isAllBut && isRoots) return 'mark folders one by one with Space here';
  if (isAllBut) return rulesRequests(place, to, { kind: 'exclude', entries: all });
  const other = all.find(({ kind }) => kind === 'other');
  if (other !== undefined) return `${shownPath(other.name)} is neither a file nor a folder`;
  if (!isRoots && all.length > 1) return rulesRequests(place, to, { kind: 'include', entries: all });
  const made = all.map((entry) => entryRequest(place, entry, to));
  return made.find((request) => typeof request === 'string') ?? (made as readonly TransferRequest[]);
}

function entryRequest(place: Place, entry: FolderEntry, to: Place): TransferRequest | string {
  const source = childPlace(place, entry.name) as Place;
  const name = source.path.slice(source.path.lastIndexOf('/') + 1);
  const destination =
    entry.kind === 'folder' ? { node: to.node, path: `${to.path.replace(/\/$/, '')}/${name}` } : locationOf(to);
  const shown = shownPath(entry.name);
  if (source.node === destination.node && source.path === destination.path) return `${shown} is already there`;
  if (!LocationSchema.safeParse(locationOf(source)).success) return `the path of ${shown} is too long`;
  const request = { source: locationOf(source), destination, options: defaultTransferOptions };
  return name.length > 0 && name.length <= 200 ? { ...request, name } : request;
}

function rulesRequests(
  place: Place,
  to: Place,
  { kind, entries }: { readonly kind: Rule['kind']; readonly entries: readonly FolderEntry[] },
): Requests {
  const whole = folderRequest(place, to);
  const [request] = whole;
  if (typeof whole === 'string' || request === undefined || typeof request === 'string' || entries.length === 0)
    return whole;
  const rules = entries.map(({ name }): Rule => ({ kind, pattern: patternOf(String(name)) }));
  const long = rules.find(({ pattern }) => pattern.length > maxPatternLength);
  if (long !== undefined) return `the name of ${shownPath(long.pattern.slice(1))} is too long for a rule`;
  if (kind === 'exclude' && rules.length > mostRules)
    return `all but ${rules.length} are marked, and a transfer leaves out at most ${mostRules}`;
  const parts = Array.from({ length: Math.ceil(rules.length / mostRules) }, (_, part) =>
    rules.slice(part * mostRules, (part + 1) * mostRules),
  );
  return parts.map((part) => ({ ...request, options: { ...request.options, selection: { rules: part } } }));
}

/** That matches this name in the folder itself, whatever it is made of. */
export function patternOf(name: string): string {
  return `/${name.replace(/[*?[\]{}!\\]/g, '\\$&')}`;
}
