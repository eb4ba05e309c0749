/** What the operator has done to the screen: where they are, what is selected, what they are typing. Changed by keys alone. */
import type { Transfer } from '../../src/model/transfer.ts';
import type { TransferFilter } from '../../src/protocol/console-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Undo } from '../actions/transfer-changes.ts';
import { type Origins, type Preferences, usualPreferences } from '../preferences/preferences.ts';
import type { AdminTab } from '../screens/admin/admin-rows.ts';
import type { AutomationTab } from '../screens/automation/automation-rows.ts';
import type { ConnectionCheck } from '../screens/automation/connection-facts.ts';
import { type Marks, noMarks } from '../screens/browse/marks.ts';
import { type LogsState, logsStart } from '../screens/logs/logs-state.ts';
import { emptyForm, type FormState } from '../screens/new-transfer/form-state.ts';
import type { NodeTab } from '../screens/node/node-tabs.ts';
import type { RunForm } from '../screens/run-template/run-form.ts';
import type { DetailTab } from '../screens/transfer/detail-tabs.ts';
import type { Dialog } from './dialog.ts';
import type { SizeWish } from './hub-data.ts';
import type { Views } from './list-columns.ts';
import { type ListState, listStart } from './list-state.ts';
import type { Place } from './place.ts';
import type { Prompt } from './prompt.ts';
import type { Sorts } from './sorting.ts';
import { emptyField, type TextField } from './text-field.ts';

/** Those that a number key opens. */
export const startViews = [
  'overview',
  'transfers',
  'browse',
  'history',
  'automation',
  'nodes',
  'logs',
  'alerts',
  'admin',
] as const;
export type StartView = (typeof startViews)[number];

export const views = [...startViews, 'node', 'transfer', 'new-transfer', 'run-template', 'help'] as const;
export type ViewName = (typeof views)[number];

/** Which files of a transfer its detail lists. */
export const fileFilters = ['all', 'failed', 'noted'] as const;
export type FileFilter = (typeof fileFilters)[number];

export const historyTabs = ['transfers', 'audit', 'failures'] as const;
export type HistoryTab = (typeof historyTabs)[number];

export interface FilteredList {
  readonly list: ListState;
  readonly filter: string;
}

export interface BrowsePane extends FilteredList {
  /** Undefined while the pane shows the list of nodes and connections. */
  readonly place: Place | undefined;
  readonly marks: Marks;
  /** The row where a range begins that is being marked. */
  readonly rangeFrom: number | undefined;
}

/** A dry run that was asked for in the browser, and follows its marks. */
export interface PlanWish {
  /** Another one each time that somebody asks. */
  readonly asked: number;
  /** The folders for which it was asked with nothing marked: other ones are not looked through unasked. */
  readonly whole: string | undefined;
}

export type PaneIndex = 0 | 1;

export interface Toast {
  readonly text: string;
  readonly role: 'good' | 'warn' | 'bad';
  /** Our clock; it is not drawn after that. */
  readonly until: number;
  readonly undo: Undo | undefined;
}

export interface UiState extends Preferences {
  readonly view: ViewName;
  /** Views that Esc leads back to, the nearest last. */
  readonly trail: readonly ViewName[];
  readonly overview: {
    readonly focus: 'nodes' | 'transfers';
    readonly nodes: FilteredList;
    readonly transfers: FilteredList;
  };
  readonly transfers: FilteredList & { readonly show: TransferFilter };
  readonly history: { readonly tab: HistoryTab } & Readonly<Record<HistoryTab, FilteredList>>;
  readonly nodes: FilteredList;
  /** The one that is shown, whole. */
  readonly node: FilteredList & { readonly name: string | undefined; readonly tab: NodeTab };
  readonly alerts: FilteredList;
  readonly logs: LogsState;
  readonly transfer: {
    readonly id: TransferId | undefined;
    readonly tab: DetailTab;
    /** Of the tab. */
    readonly list: ListState;
  };
  readonly browse: {
    readonly panes: readonly [BrowsePane, BrowsePane];
    readonly active: PaneIndex;
    /** Hundredths of the width that the left pane has. */
    readonly share: number;
    /** Undefined while nobody wants to see what would be done. */
    readonly plan: PlanWish | undefined;
    /** Folders whose sizes somebody wants. */
    readonly sizes: readonly SizeWish[];
  };
  readonly automation: FilteredList & {
    readonly tab: AutomationTab;
    /** By the name of the connection. */
    readonly checks: ReadonlyMap<string, ConnectionCheck>;
  };
  readonly admin: FilteredList & { readonly tab: AdminTab };
  /** Transfers, by id, as they were when they were marked. */
  readonly marked: ReadonlyMap<string, Transfer>;
  readonly sorts: Sorts;
  readonly views: Views;
  readonly form: FormState;
  /** The template that is about to be started. */
  readonly run: RunForm | undefined;
  readonly help: { readonly field: TextField; readonly index: number };
  readonly dialog: Dialog | undefined;
  readonly prompt: Prompt | undefined;
  readonly toast: Toast | undefined;
  /** The command line of what was done last, and when by our clock. */
  readonly done: { readonly command: string; readonly at: number } | undefined;
  /** Our clock when the picture was stopped; undefined while it goes on. */
  readonly frozenAt: number | undefined;
  /** Where the preferences come from. */
  readonly origins: Origins;
  /** What is wrong in the console's own files, one line each; the rest of them counts. */
  readonly problems: readonly string[];
  /** The pane that has the focus alone, where there are several. */
  readonly isPaneFull: boolean;
  /** Ctrl-C was pressed once; a second one leaves. */
  readonly isInterrupted: boolean;
  /** The terminal's window is the one that is typed into, as far as it tells. */
  readonly hasFocus: boolean;
  /** Pictures a second, where those that are wished take too long. */
  readonly slowedTo: number | undefined;
}

const list: FilteredList = { list: listStart, filter: '' };
const pane: BrowsePane = { ...list, place: undefined, marks: noMarks, rangeFrom: undefined };

export type Wishes = Partial<Preferences & Pick<UiState, 'origins' | 'problems' | 'views'>>;

export function startUi(wishes: Wishes): UiState {
  const { start: view = usualPreferences.start } = wishes;
  return {
    ...usualPreferences,
    origins: {},
    problems: [],
    view,
    trail: [],
    overview: { focus: 'transfers', nodes: list, transfers: list },
    transfers: { ...list, show: 'all' },
    history: { tab: 'transfers', transfers: list, audit: list, failures: list },
    nodes: list,
    node: { ...list, name: undefined, tab: 'health' },
    alerts: list,
    logs: logsStart,
    transfer: { id: undefined, tab: 'files', list: listStart },
    browse: { panes: [pane, pane], active: 0, share: 50, plan: undefined, sizes: [] },
    automation: { ...list, tab: 'schedules', checks: new Map() },
    admin: { ...list, tab: 'users' },
    marked: new Map(),
    sorts: {},
    views: {},
    form: emptyForm,
    run: undefined,
    help: { field: emptyField, index: 0 },
    dialog: undefined,
    prompt: undefined,
    toast: undefined,
    done: undefined,
    frozenAt: undefined,
    ...wishes,
    isPaneFull: false,
    isInterrupted: false,
    hasFocus: true,
    slowedTo: undefined,
  };
}

export function openView(ui: UiState, view: ViewName): UiState {
  if (view === ui.view) return ui;
  const at = ui.trail.indexOf(view);
  // Going to a view that lies behind us walks back to it: the trail never holds a view twice.
  const trail = at === -1 ? [...ui.trail, ui.view] : ui.trail.slice(0, at);
  return { ...ui, view, trail, prompt: undefined, dialog: undefined };
}

/** A transfer, whole. */
export function openDetail(ui: UiState, id: TransferId): UiState {
  return { ...openView(ui, 'transfer'), transfer: { id, tab: 'files', list: listStart } };
}

/** A node, whole. */
export function openNode(ui: UiState, name: string): UiState {
  return { ...openView(ui, 'node'), node: { ...list, name, tab: 'health' } };
}

export function goBack(ui: UiState): UiState {
  const view = ui.trail.at(-1);
  return view === undefined ? ui : { ...ui, view, trail: ui.trail.slice(0, -1), prompt: undefined };
}
