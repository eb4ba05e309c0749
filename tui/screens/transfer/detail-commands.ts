/** Keys of a transfer's detail. Pausing and cancelling are those of every transfer. */
import type { Command } from '../../keys/command.ts';
import { listStart } from '../../store/list-state.ts';
import { type FileFilter, fileFilters } from '../../store/ui-state.ts';

function after(status: FileFilter): FileFilter {
  return fileFilters[(fileFilters.indexOf(status) + 1) % fileFilters.length] ?? 'all';
}

export const detailCommands: readonly Command[] = [
  {
    id: 'files.failed',
    title: 'failed files, what was noted, or all',
    group: 'Look',
    keys: ['f'],
    where: ['transfer'],
    hint: 'failed, noted',
    danger: 0,
    action: 'look',
    run: ({ store }) =>
      store.changeUi((ui) => ({
        ...ui,
        transfer: { ...ui.transfer, status: after(ui.transfer.status), list: listStart },
      })),
  },
];
