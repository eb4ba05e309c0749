/** What `y` offers of the row under the cursor, and the command line that `Y` gives for it. */
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import { formatLocation } from '../../src/model/location.ts';
import { shownPath } from '../../src/model/path-text.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { shownName } from '../../src/runtime/names.ts';
import { formatBytes } from '../../src/runtime/units.ts';
import { browseCommand, logsCommand, showCommand } from '../format/hub-command.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { CopyItem } from '../store/ui-state.ts';
import type { FolderRow } from './browse/folder-rows.ts';
import { cursorRow } from './focused-list.ts';
import { type LogRow, lineText } from './logs/log-rows.ts';
import { selectedNode } from './selected-node.ts';
import { selectedTransfer } from './selected-transfer.ts';
import { type FileRow, rowPath } from './transfer/file-rows.ts';

export function copyItems(state: ConsoleState): readonly CopyItem[] {
  const { ui } = state;
  const row = cursorRow(state);
  const transfer = selectedTransfer(state);
  const ofFile = ui.view === 'transfer' && row !== undefined ? [item('file', shownPath(rowPath(row as FileRow)))] : [];
  if (transfer !== undefined) return [...transferItems(transfer), ...ofFile];
  if (row === undefined) return [];
  const node = selectedNode(state);
  if (node !== undefined)
    return [item('name', node.name), ...(node.dataAddress === undefined ? [] : [item('data port', node.dataAddress)])];
  if (ui.view === 'browse') return folderItems(state, row as FolderRow);
  if (ui.view === 'logs') return lineItems(row as LogRow);
  return ui.view === 'history' ? auditItems(row as AuditEntry) : [];
}

/** The same thing, looked at by a script. */
export function cursorCommand(state: ConsoleState): string | undefined {
  const { ui } = state;
  const transfer = selectedTransfer(state);
  if (transfer !== undefined) return showCommand(transfer.id);
  if (ui.view === 'logs') return logsCommand(ui.logs);
  const node = selectedNode(state);
  if (node !== undefined) return logsCommand({ node: node.name });
  const { place } = ui.browse.panes[ui.browse.active];
  return ui.view === 'browse' && place !== undefined ? browseCommand(place) : undefined;
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
