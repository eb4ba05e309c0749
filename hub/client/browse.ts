/** `--browse LOCATION`: what is in a folder of a node; `NAME:/` lists its roots. */
import type { FolderEntry } from '../../src/model/folder-listing.ts';
import { shownPath } from '../../src/model/path-text.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { type Action, pages } from './action.ts';
import { type Column, print, printJson, table } from './output.ts';
import { shownTime } from './time.ts';

const columns: readonly Column<FolderEntry>[] = [
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'BYTES', cell: ({ kind, sizeBytes }) => (kind === 'file' ? String(sizeBytes) : ''), align: 'right' },
  { title: 'MODIFIED', cell: ({ modifiedAt }) => shownTime(modifiedAt) },
  { title: 'NAME', cell: ({ name }) => shownPath(name) },
];

export const browse: Action = async ({ settings, hub }) => {
  const { browse: location, via, json } = settings;
  if (location === undefined) throw new Fault('usage', '--browse needs a location');
  const found = pages(
    async (page) => (await hub.request('browse', { location, ...(via !== undefined && { via }), ...page })).entries,
  );
  for await (const rows of found) await (json ? printJson(rows) : print(table(columns, rows)));
  return 0;
};
