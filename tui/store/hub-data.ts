/** What the hub has told, as it was last published to the screen. Every change makes new objects; what did not change keeps its identity. */
import type { AlertList } from '../../src/model/alert.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { AuditQuery } from '../../src/model/audit-query.ts';
import type { FolderEntry, FolderLook } from '../../src/model/folder-listing.ts';
import type { FolderSize } from '../../src/model/folder-size.ts';
import type { LogLine } from '../../src/model/log-page.ts';
import type { NodeDetail } from '../../src/model/node-detail.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { PathName } from '../../src/model/path-name.ts';
import type { Transfer, TransferRequest } from '../../src/model/transfer.ts';
import type { TransferCourse } from '../../src/model/transfer-course.ts';
import type { TransferFile } from '../../src/model/transfer-file.ts';
import type { HubOverview, RateSeries, TransferFilter } from '../../src/protocol/console-link.ts';
import type { PlanLook } from '../actions/plan-actions.ts';
import type { Connection, Principal } from '../session/connection.ts';
import type { LoadedLists } from '../session/hub-lists.ts';
import type { Place } from './place.ts';
import type { FileFilter } from './ui-state.ts';

export interface TransferRows {
  readonly filter: TransferFilter;
  readonly offset: number;
  readonly transfers: readonly Transfer[];
  readonly total: number;
}

/** A part of a folder. */
export type FolderView =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'ready';
      /** As it was asked for and kept to. */
      readonly look: FolderLook;
      /** A node of 0.1.0 passes over filters and orders. */
      readonly isUnderstood: boolean;
      readonly offset: number;
      readonly entries: readonly FolderEntry[];
      /** That the filter leaves. */
      readonly total: number;
      readonly unfiltered: number;
      readonly isReadOnly: boolean;
      readonly freeBytes: number | undefined;
      readonly totalBytes: number | undefined;
    };

export interface ShownFolder {
  readonly of: string;
  readonly view: FolderView;
}

export interface FileRows {
  readonly transfer: string;
  readonly status: FileFilter;
  readonly offset: number;
  readonly files: readonly TransferFile[];
  readonly total: number;
}

/** What was read of a log, without a gap: from `first` to before `next`. */
export interface LogView {
  /** Which reading of the view it is. */
  readonly reading: number;
  readonly lines: readonly LogLine[];
  readonly first: number;
  /** Undefined before anything was read. */
  readonly next: number | undefined;
  readonly isAtStart: boolean;
  /** Whatever comes is read as it comes. */
  readonly isAtEnd: boolean;
  /** Why it is not read at the moment. */
  readonly reason: string | undefined;
}

/** A part of the audit trail, or of what a search of it finds: newest first. */
export interface AuditRows {
  /** What was searched. */
  readonly query: AuditQuery;
  readonly offset: number;
  readonly entries: readonly AuditEntry[];
  readonly total: number;
}

/** What a transfer has been through, or why that cannot be had. */
export interface CourseView {
  readonly transfer: string;
  readonly course: TransferCourse | undefined;
  readonly reason: string | undefined;
}

/** What a node moves, or why that cannot be had. */
export interface NodeView {
  readonly name: string;
  readonly detail: NodeDetail | undefined;
  readonly reason: string | undefined;
}

/** What would be sent, as far as somebody has asked for it. */
export interface PlanView {
  /** Undefined before the first answer. */
  readonly made: { readonly of: PlanOf; readonly looks: readonly PlanLook[]; readonly at: number } | undefined;
  /** Our clock when the looking began that goes on now. */
  readonly since: number | undefined;
}

export interface PlanOf {
  readonly asked: number;
  readonly requests: readonly TransferRequest[];
}

/** A folder that somebody asked to be counted: some of its entries, or all but some. */
export interface SizeWish {
  readonly place: Place;
  readonly entries: readonly PathName[];
  readonly isAllBut: boolean;
  /** Another one each time that somebody asks. */
  readonly asked: number;
}

/** What is counted so far, or why it cannot be. */
export interface MeasuredSize {
  readonly asked: number;
  readonly size: FolderSize | undefined;
  readonly reason: string | undefined;
}

export interface HubData {
  readonly connection: Connection;
  readonly me: Principal | undefined;
  /** The hub's clock minus ours. */
  readonly clockOffsetMs: number;
  readonly overview: HubOverview | undefined;
  readonly nodes: readonly NodeRecord[];
  /** The window that the list of transfers shows. */
  readonly transfers: TransferRows | undefined;
  /** The newest transfers that have not ended: kept on other screens, so that coming back shows no gap. */
  readonly active: readonly Transfer[];
  /** The transfers that ended last, newest first: what the overview shows below the active ones. */
  readonly ended: readonly Transfer[];
  readonly detail: { readonly transfer: Transfer; readonly throughput: RateSeries } | undefined;
  readonly files: FileRows | undefined;
  readonly course: CourseView | undefined;
  readonly node: NodeView | undefined;
  readonly log: LogView | undefined;
  readonly audit: AuditRows | undefined;
  /** Undefined before it was told, and from a hub that does not know of alerts. */
  readonly alerts: AlertList | undefined;
  /** Why the trail could not be read when it was last asked for. */
  readonly auditReason: string | undefined;
  /** Of each pane of the browser: `of` which folder (`folderId`). */
  readonly folders: readonly [ShownFolder | undefined, ShownFolder | undefined];
  readonly plan: PlanView;
  /** Of folders, by what was asked (`sizeKey`). */
  readonly sizes: ReadonlyMap<string, MeasuredSize>;
  readonly lists: LoadedLists;
}

export const noHubData: HubData = {
  connection: { kind: 'connecting' },
  me: undefined,
  clockOffsetMs: 0,
  overview: undefined,
  nodes: [],
  transfers: undefined,
  active: [],
  ended: [],
  detail: undefined,
  files: undefined,
  course: undefined,
  node: undefined,
  log: undefined,
  audit: undefined,
  auditReason: undefined,
  alerts: undefined,
  folders: [undefined, undefined],
  plan: { made: undefined, since: undefined },
  sizes: new Map(),
  lists: {},
};
