/** What the screen of this moment needs from the hub. Pure: screens ask for nothing, they are looked at. */
import type { AuditQuery } from '../../src/model/audit-query.ts';
import type { FolderLook } from '../../src/model/folder-listing.ts';
import { isAllowed } from '../../src/model/principal.ts';
import type { Watch } from '../../src/protocol/console-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { adminListOf } from '../screens/admin/admin-rows.ts';
import { type AutomationTab, listOf } from '../screens/automation/automation-rows.ts';
import { lookWanted } from '../screens/browse/folder-rows.ts';
import { sizesKept, sizesWanted } from '../screens/browse/folder-sizes.ts';
import { planWanted } from '../screens/browse/plan-wish.ts';
import { auditKind, auditList, auditQuery, historyLists } from '../screens/history/history-rows.ts';
import { logList, logRows } from '../screens/logs/log-rows.ts';
import type { LeastLevel } from '../screens/logs/logs-state.ts';
import type { NodeTab } from '../screens/node/node-tabs.ts';
import { filesOf } from '../screens/transfer/detail-tabs.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { PlanOf, SizeWish } from '../store/hub-data.ts';
import type { Place } from '../store/place.ts';
import type { FileFilter, PaneIndex } from '../store/ui-state.ts';
import type { ListName } from './hub-lists.ts';

export interface WantedLog {
  readonly node: string;
  readonly level: LeastLevel | undefined;
  readonly only: string | undefined;
  readonly from: number | undefined;
  readonly reading: number;
  readonly isFollowing: boolean;
  readonly isOlderWanted: boolean;
}

export interface WantedAudit {
  readonly query: AuditQuery;
  /** Newest first. */
  readonly offset: number;
  readonly limit: number;
}

export interface WantedFolder {
  readonly place: Place;
  readonly look: FolderLook;
  readonly offset: number;
  readonly limit: number;
}

export interface Wanted {
  readonly watch: Watch;
  readonly ended: boolean;
  readonly lists: readonly ListName[];
  /** Of each pane of the browser. */
  readonly folders: readonly [WantedFolder | undefined, WantedFolder | undefined];
  readonly files:
    | {
        readonly transfer: TransferId;
        readonly status: FileFilter;
        readonly offset: number;
        readonly limit: number;
      }
    | undefined;
  /** Of which transfer the course is shown. */
  readonly course: TransferId | undefined;
  /** Which node is shown whole. */
  readonly node: string | undefined;
  /** Of what the browser would send. */
  readonly plan: PlanOf | undefined;
  /** Folders of the browser that are counted. */
  readonly sizes: readonly SizeWish[];
  readonly log: WantedLog | undefined;
  readonly audit: WantedAudit | undefined;
}

/** Rows that are asked for beyond those in sight, in steps, so that moving the cursor rarely asks again. */
const windowStep = 50;
/** What is filtered and sorted here. */
const newest = { offset: 0, limit: 1000 } as const;
/** Of the newest thousand, and of so many nodes: a key that is pressed meanwhile waits until all of it is read. */
const wideEveryMs = 1000;
const wideFleet = 300;
const overviewTransfers = 100;
export const fileWindow = 400;

/** With what can be gone to by name while a name is typed. */
export function wantedOf(state: ConsoleState): Wanted {
  const wanted = wantedOfView(state);
  return state.ui.prompt?.kind === 'palette' ? { ...wanted, lists: [...wanted.lists, 'newest'] } : wanted;
}

/** How often the hub is to tell what changed, where figures move every `paceMs`, and the fleet is as many nodes. */
export function updateMs(
  { transfers, nodes }: Watch,
  { paceMs, fleet }: { readonly paceMs: number; readonly fleet: number },
): number {
  const isWide = transfers?.limit === newest.limit || (nodes && fleet > wideFleet);
  return isWide ? Math.max(paceMs, wideEveryMs) : paceMs;
}

function wantedOfView(state: ConsoleState): Wanted {
  const { ui } = state;
  // Their number stands in the first line of every screen.
  const base = { overview: true, nodes: isFleetShown(ui), alerts: true };
  const nothing: Wanted = {
    watch: base,
    ended: false,
    lists: [],
    folders: [undefined, undefined],
    files: undefined,
    course: undefined,
    node: undefined,
    plan: undefined,
    sizes: sizesKept(state),
    log: undefined,
    audit: undefined,
  };
  switch (ui.view) {
    case 'overview':
      return { ...nothing, watch: { ...base, transfers: activeWindow }, ended: true };
    case 'transfers':
      return { ...nothing, watch: { ...base, transfers: transferWindow(state) } };
    case 'transfer':
      return ui.transfer.id === undefined
        ? nothing
        : { ...nothing, ...detailParts(state, ui.transfer.id), watch: { ...base, transfer: ui.transfer.id } };
    case 'browse':
      return {
        ...nothing,
        watch: { ...base, transfers: activeWindow },
        ended: true,
        lists: ['connections'],
        folders: [shownFolder(state, 0), shownFolder(state, 1)],
        plan: planWanted(state),
        sizes: sizesWanted(state),
      };
    case 'history':
      return ui.history.tab === 'audit'
        ? { ...nothing, audit: wantedAudit(state) }
        : { ...nothing, watch: { ...base, transfers: endedWindow(state) } };
    case 'logs':
      return { ...nothing, log: wantedLog(state) };
    case 'automation':
    case 'run-template':
      return { ...nothing, lists: automationLists(ui.automation.tab) };
    case 'admin': {
      const list = adminListOf(ui.admin.tab);
      // Who may not is told so by the screen: asking would only fill the audit trail with refusals.
      return list !== undefined && state.data.me !== undefined && isAllowed(state.data.me.role, 'administer')
        ? { ...nothing, lists: [list] }
        : nothing;
    }
    case 'node':
      return { ...nothing, ...nodeParts(state) };
    case 'new-transfer':
      return { ...nothing, lists: ['connections', 'templates'] };
    case 'nodes':
    case 'alerts':
    case 'help':
      return nothing;
    default:
      return ui.view satisfies never;
  }
}

/** All nodes at once are most of what a hub can tell: only what shows them asks for them, the rest knows them as they were. */
function isFleetShown({ view, prompt }: ConsoleState['ui']): boolean {
  return ['overview', 'nodes', 'node', 'browse', 'new-transfer'].includes(view) || prompt?.kind === 'log-of';
}

const activeWindow = { filter: 'active', offset: 0, limit: overviewTransfers } as const;

/** What a trigger would do is said by its template. */
function automationLists(tab: AutomationTab): readonly ListName[] {
  const list = listOf(tab);
  return list === 'triggers' ? [list, 'templates'] : [list];
}

/** A filter looks through the newest thousand, and they are what is sorted; without either the window follows the cursor. */
function transferWindow({ ui, size }: ConsoleState): NonNullable<Watch['transfers']> {
  const { show, filter, list } = ui.transfers;
  // From `/` on, so that the first letter finds them there.
  const isSearched = filter !== '' || ui.prompt?.kind === 'filter' || ui.sorts.transfers !== undefined;
  if (isSearched) return { filter: show, ...newest };
  return { filter: show, ...around(list.index, size.rows) };
}

function around(index: number, height: number): { readonly offset: number; readonly limit: number } {
  const offset = Math.max(0, (Math.floor(index / windowStep) - 1) * windowStep);
  return { offset, limit: 2 * windowStep + Math.ceil(height / windowStep) * windowStep };
}

/** What the tab of a node shows. When its certificate ends is for admins. */
function nodeParts(state: ConsoleState): Partial<Wanted> {
  const { name, tab } = state.ui.node;
  const { me } = state.data;
  const isAdmin = me !== undefined && isAllowed(me.role, 'administer');
  const lists: Partial<Record<NodeTab, readonly ListName[]>> = {
    health: isAdmin ? ['members'] : [],
    config: ['connections'],
  };
  return { node: name, lists: lists[tab] ?? [], log: tab === 'log' ? wantedLog(state) : undefined };
}

/** What the tab of a transfer shows. */
function detailParts(state: ConsoleState, transfer: TransferId): Partial<Wanted> {
  const { tab, list } = state.ui.transfer;
  const status = filesOf(tab);
  if (status !== undefined) {
    const offset = Math.max(0, (Math.floor(list.index / windowStep) - 1) * windowStep);
    return { files: { transfer, status, offset, limit: fileWindow } };
  }
  switch (tab) {
    case 'timeline':
    case 'chain':
      return { course: transfer };
    case 'log':
      return { log: wantedLog(state) };
    case 'audit':
      return { audit: wantedAudit(state) };
    default:
      return {};
  }
}

function endedWindow({ ui, size }: ConsoleState): NonNullable<Watch['transfers']> {
  const { tab } = ui.history;
  const { list, filter: text } = ui.history[tab];
  const filter = tab === 'failures' ? 'failed' : 'ended';
  const { name } = historyLists[tab];
  const isSearched = text !== '' || ui.sorts[name] !== undefined;
  return isSearched ? { filter, ...newest } : { filter, ...around(list.index, size.rows) };
}

function wantedAudit(state: ConsoleState): WantedAudit | undefined {
  const { me } = state.data;
  if (me === undefined || !isAllowed(me.role, 'administer')) return undefined;
  const isSorted = state.ui.sorts[auditKind(state).name] !== undefined;
  // Its window asks for one line more.
  const window = isSorted ? { ...newest, limit: newest.limit - 1 } : around(auditList(state).index, state.size.rows);
  return { query: auditQuery(state), ...window };
}

/** Who may not read it is told so by the screen. */
function wantedLog(state: ConsoleState): WantedLog | undefined {
  const { me } = state.data;
  if (me === undefined || !isAllowed(me.role, 'administer')) return undefined;
  const { node, level, only, from, reading, isFollowing } = state.ui.logs;
  const { index } = logList(state, logRows(state));
  return { node, level, only, from, reading, isFollowing, isOlderWanted: !isFollowing && index < windowStep };
}

/** The way up is the first row. */
function shownFolder(state: ConsoleState, index: PaneIndex): WantedFolder | undefined {
  const { place, list } = state.ui.browse.panes[index];
  if (place === undefined) return undefined;
  return { place, look: lookWanted(state, index), ...around(Math.max(0, list.index - 1), state.size.rows) };
}
