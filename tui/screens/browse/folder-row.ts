/** A row of a pane of the browser, and by what it is known again. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import type { FolderEntry } from '../../../src/model/folder-listing.ts';
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { PathName } from '../../../src/model/path-name.ts';
import type { MeasuredSize } from '../../store/hub-data.ts';
import { hostText } from '../../store/place.ts';

export type FolderRow =
  | { readonly kind: 'up' }
  | { readonly kind: 'node'; readonly node: NodeRecord }
  /** As one of the nodes that can open it. */
  | {
      readonly kind: 'connection';
      readonly connection: ConnectionRecord;
      readonly via: string;
      readonly node: NodeRecord | undefined;
    }
  /** `size`: of a folder that was counted. */
  | { readonly kind: 'entry'; readonly entry: FolderEntry; readonly size?: MeasuredSize | undefined };

export function rowId(row: FolderRow): string {
  switch (row.kind) {
    case 'up':
      return '..';
    case 'node':
      return row.node.name;
    case 'connection':
      return hostText({ node: row.connection.name, via: row.via });
    case 'entry':
      return entryId(row.entry.name);
    default:
      return row satisfies never;
  }
}

/** Names that are not UTF-8 differ from every text that looks like them. */
export function entryId(name: PathName): string {
  return typeof name === 'string' ? `/${name}` : `\0${name.base64}`;
}
