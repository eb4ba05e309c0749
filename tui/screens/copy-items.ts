/**
 * What `y` offers of the row under the cursor, and the command line that `Y` gives for it. A list about which nothing is
 * said here offers what its columns say.
 */
import type { Alert, AlertPlace } from '../../src/model/alert.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import { formatLocation } from '../../src/model/location.ts';
import { shownPath } from '../../src/model/path-text.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes } from '../../src/runtime/units.ts';
import {
  againCommand,
  browseCommand,
  logsCommand,
  showCommand,
  templateCommand,
  trailCommand,
} from '../format/hub-command.ts';
import { type SaidCell, saidOf } from '../store/cell-value.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { CopyItem } from '../store/dialog.ts';
import type { AutomationRow } from './automation/automation-rows.ts';
import type { FolderRow } from './browse/folder-row.ts';
import { cursorRow, focusedList } from './focused-list.ts';
import { type LogRow, lineText } from './logs/log-rows.ts';
import { selectedNode } from './selected-node.ts';
import { selectedTransfer } from './selected-transfer.ts';
import type { ChainRow } from './transfer/chain-rows.ts';
import { type FileRow, rowPath } from './transfer/file-rows.ts';
import type { OptionRow } from './transfer/option-rows.ts';
import type { StepRow } from './transfer/timeline-rows.ts';

export function copyItems(state: ConsoleState): readonly CopyItem[] {
  const { ui } = state;
  const focused = focusedList(state);
  const row = cursorRow(state);
  const transfer = selectedTransfer(state);
  if (transfer !== undefined)
    return [...transferItems(transfer), ...(ui.view === 'transfer' ? detailItems(state) : [])];
  if (row === undefined) return [];
  const node = selectedNode(state);
  if (node !== undefined)
    return [item('name', node.name), ...(node.dataAddress === undefined ? [] : [item('data port', node.dataAddress)])];
  if (ui.view === 'browse') return folderItems(state, row as FolderRow);
  if (ui.view === 'logs') return lineItems(row as LogRow);
  if (ui.view === 'history') return auditItems(row as AuditEntry);
  return focused === undefined ? [] : saidItems(saidOf(focused.kind, row as never));
}

const mostSaid = 4;

function saidItems(said: readonly SaidCell[]): readonly CopyItem[] {
  return [
    ...said.slice(0, mostSaid).map(({ title, text }) => ({ label: title.toLowerCase(), text })),
    { label: 'row', text: said.map(({ text }) => text).join('  ') },
  ];
}

/** The same thing, looked at by a script. */
export function cursorCommand(state: ConsoleState): string | undefined {
  const { ui } = state;
  const transfer = selectedTransfer(state);
  if (transfer !== undefined && ui.view === 'transfer' && ui.transfer.tab === 'options') return againCommand(transfer);
  if (transfer !== undefined && ui.view === 'transfer' && ui.transfer.tab === 'log') return logsCommand(ui.logs);
  if (transfer !== undefined) return showCommand(transfer.id);
  if (ui.view === 'logs') return logsCommand(ui.logs);
  const node = selectedNode(state);
  if (node !== undefined) return logsCommand({ node: node.name });
  const row = cursorRow(state);
  if (row !== undefined && ui.view === 'alerts') return alertCommand((row as Alert).place);
  if (row !== undefined && ui.view === 'automation') return automationCommand(row as AutomationRow);
  if (row !== undefined && ui.view === 'history') return trailCommand((row as AuditEntry).object);
  const { place } = ui.browse.panes[ui.browse.active];
  return ui.view === 'browse' && place !== undefined ? browseCommand(place) : undefined;
}

function alertCommand(place: AlertPlace): string | undefined {
  if (place.kind === 'transfer') return showCommand(place.transfer);
  return place.kind === 'node' ? logsCommand({ node: place.name }) : undefined;
}

/** What would start it now. */
function automationCommand(row: AutomationRow): string | undefined {
  if (row.kind === 'connection') return undefined;
  if (row.kind === 'template') return templateCommand({ template: row.name, set: {} });
  const { template, set = {} } = row.record.trigger;
  return templateCommand({ template, set });
}

/** Control characters stay escaped: what is pasted into a shell must not run by itself. */
function item(label: string, text: string): CopyItem {
  return { label, text: shownName(text) };
}

function transferItems({ id, name, source, destination, state }: Transfer): readonly CopyItem[] {
  const from = formatLocation(source);
  const to = formatLocation(destination);
  return [
    item('id', id),
    item('source', from),
    item('destination', to),
    item('row', [id, name, from, to, state.kind].join('  ')),
  ];
}

/** What the row of the tab says, first of all; so that it is among the few that are offered. */
function detailItems(state: ConsoleState): readonly CopyItem[] {
  const row = cursorRow(state);
  if (row === undefined) return [];
  switch (state.ui.transfer.tab) {
    case 'files':
    case 'failed':
    case 'noted':
      return [{ label: 'file', text: shownPath(rowPath(row as FileRow)) }];
    case 'log':
      return [item('message', lineText((row as LogRow).line))];
    case 'audit':
      return [item('hash', (row as AuditEntry).hash)];
    case 'options': {
      const { flag, value } = row as OptionRow;
      return [item('flag', `${flag} ${value}`)];
    }
    case 'timeline':
      return [item('time', new Date((row as StepRow).at).toISOString())];
    case 'chain':
      return [item('chain', (row as ChainRow).id ?? (row as ChainRow).text)];
    default:
      return state.ui.transfer.tab satisfies never;
  }
}

function folderItems({ ui }: ConsoleState, row: FolderRow): readonly CopyItem[] {
  const { place } = ui.browse.panes[ui.browse.active];
  if (row.kind === 'node') return [item('name', row.node.name)];
  if (row.kind === 'connection') return [item('name', row.connection.name), item('endpoint', row.connection.endpoint)];
  if (place === undefined || row.kind === 'up') return [];
  const name = shownPath(row.entry.name);
  const path = `${place.path.replace(/\/$/, '')}/${name}`;
  const size = row.entry.kind === 'file' ? formatBytes(row.entry.sizeBytes) : row.entry.kind;
  return [
    { label: 'path', text: `${place.node}:${path}` },
    { label: 'name', text: name },
    { label: 'row', text: `${name}  ${size}` },
  ];
}

function lineItems({ line }: LogRow): readonly CopyItem[] {
  const time = new Date(line.at).toISOString();
  return [
    { label: 'message', text: lineText(line) },
    { label: 'row', text: `${time} ${line.level.toUpperCase()} ${lineText(line)}` },
  ];
}

function auditItems({ number, at, who, action, object, result, detail, hash }: AuditEntry): readonly CopyItem[] {
  const row = [number, new Date(at).toISOString(), who, action, object, result, detail];
  return [item('object', object), item('hash', hash), item('row', row.join('  '))];
}
