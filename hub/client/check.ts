/** `--check LOCATION`: whether a place can be reached: its node through the hub, and the place on its node; or why not. */
import type { FolderPage } from '../../src/model/folder-listing.ts';
import { formatLocation, type Location } from '../../src/model/location.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { faultCodes } from '../../src/runtime/fault-codes.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes } from '../../src/runtime/units.ts';
import type { Action } from './action.ts';
import type { HubPeer } from './attach.ts';
import { checkStore } from './check-store.ts';
import { print, printJson, sheet } from './output.ts';

interface Found {
  readonly node: NodeRecord;
  /** Undefined of what is there and is no folder. */
  readonly folder: FolderPage | undefined;
}

export const check: Action = async ({ settings, hub }) => {
  const { check: location, via, json } = settings;
  if (location === undefined) throw new Fault('usage', '--check needs a location');
  const { nodes } = await hub.request('list-nodes', {});
  const isNode = nodes.some(({ name }) => name.toLowerCase() === location.node.toLowerCase());
  if (!isNode) return await checkStore(hub, { location, ...(via !== undefined && { via }) }, json);
  if (!json) {
    await print(sheet(rows(location, await look(hub, location))));
    return 0;
  }
  const shown = formatLocation(location);
  try {
    const { node, folder } = await look(hub, location);
    const { isReadOnly, freeBytes, totalBytes } = folder ?? {};
    const { latencyMs, dataAddress } = node;
    await printJson([
      { location: shown, isReachable: true, latencyMs, dataAddress, isReadOnly, freeBytes, totalBytes },
    ]);
    return 0;
  } catch (thrown) {
    const { code, message, hint } = asFault(thrown);
    await printJson([{ location: shown, isReachable: false, reason: { code, message, hint } }]);
    return faultCodes[code].exitCode;
  }
};

/** Throws why it cannot be reached. */
async function look(hub: HubPeer, location: Location): Promise<Found> {
  const folder = await folderAt(hub, location);
  const { nodes } = await hub.request('list-nodes', {});
  const node = nodes.find(({ name }) => name.toLowerCase() === location.node.toLowerCase());
  if (node === undefined) throw new Fault('node-unknown', `there is no node named ${location.node}`);
  return { node, folder };
}

async function folderAt(hub: HubPeer, location: Location): Promise<FolderPage | undefined> {
  try {
    return await hub.request('browse', { location, offset: 0, limit: 1 });
  } catch (thrown) {
    if (asFault(thrown).code === 'not-a-directory') return undefined;
    throw thrown;
  }
}

function rows(location: Location, { node, folder }: Found): [string, string][] {
  const away = node.latencyMs === undefined ? '' : `, ${Math.round(node.latencyMs)} ms from the hub`;
  return [
    ['place', `${shownName(formatLocation(location))} is there${folder === undefined ? ', and is no folder' : ''}`],
    ['node', `${node.name} is attached${away}`],
    ['data port', node.dataAddress === undefined ? 'none: it dials out only' : shownName(node.dataAddress)],
    ...(folder === undefined ? [] : folderRows(folder)),
  ];
}

function folderRows({ total, isReadOnly, freeBytes, totalBytes }: FolderPage): [string, string][] {
  const free = freeBytes === undefined || totalBytes === undefined ? undefined : { freeBytes, totalBytes };
  return [
    ['holds', `${total} entries`],
    ['offered', isReadOnly ? 'read-only' : 'for reading and writing'],
    ...(free === undefined
      ? []
      : [['room', `${formatBytes(free.freeBytes)} free of ${formatBytes(free.totalBytes)}`] as [string, string]]),
  ];
}
