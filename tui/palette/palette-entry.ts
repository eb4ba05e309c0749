/** What `:` finds: commands, and what there is to go to. */

import type { Transfer } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Command, Console } from '../keys/command.ts';
import { runCommand } from '../keys/run-command.ts';
import { goTo } from '../screens/browse/browse-commands.ts';
import { focusedList } from '../screens/focused-list.ts';
import { listStart } from '../store/list-state.ts';
import type { Place } from '../store/place.ts';
import { openDetail, openNode, openView } from '../store/ui-state.ts';

export type PaletteEntry =
  | { readonly kind: 'command'; readonly command: Command }
  /** A view, and what its list is to be filtered by. */
  | { readonly kind: 'filtered'; readonly command: Command; readonly filter: string }
  | { readonly kind: 'node'; readonly name: string; readonly presence: string }
  /** Without the transfer where only its id is known. */
  | { readonly kind: 'transfer'; readonly id: TransferId; readonly transfer: Transfer | undefined }
  | { readonly kind: 'place'; readonly place: Place };

export function runEntry(console: Console, entry: PaletteEntry): void {
  const { store } = console;
  switch (entry.kind) {
    case 'command':
      runCommand(console, entry.command);
      break;
    case 'filtered':
      runCommand(console, entry.command);
      store.changeUi((ui, state) => focusedList(state)?.write(ui, { filter: entry.filter, list: listStart }) ?? ui);
      break;
    case 'node':
      store.changeUi((ui) => openNode(ui, entry.name));
      break;
    case 'transfer':
      store.changeUi((ui) => openDetail(ui, entry.id));
      break;
    case 'place':
      store.changeUi((ui) => goTo(openView(ui, 'browse'), entry.place, undefined));
      break;
    default:
      entry satisfies never;
  }
}
