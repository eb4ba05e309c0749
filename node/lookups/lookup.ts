/** What the main thread may ask the lookup thread, and its answers. */
import type { FolderLook, FolderPage } from '../../src/model/folder-listing.ts';
import type { TransferFilePage } from '../../src/model/transfer-file.ts';
import type { FaultBody } from '../../src/protocol/fault-body.ts';
import type { Root } from '../roots.ts';

interface Page {
  readonly offset: number;
  readonly limit: number;
}

export type Lookup =
  | ({
      readonly kind: 'folder';
      readonly path: string;
      readonly root: Root;
      readonly components: readonly string[];
      readonly look: FolderLook;
      readonly isRecentEnough: boolean;
    } & Page)
  | ({
      readonly kind: 'files';
      readonly backlogFile: string;
      readonly status: 'pending' | 'synced' | 'failed' | undefined;
    } & Page);

export type LookupAnswer = FolderPage | TransferFilePage;

export interface LookupQuestion {
  readonly id: number;
  readonly lookup: Lookup;
}

export type LookupReply = { readonly id: number } & ({ readonly answer: LookupAnswer } | { readonly fault: FaultBody });
