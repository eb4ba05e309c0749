/** Keys of a transfer's detail. Pausing and cancelling are those of every transfer. */
import type { Command } from '../../keys/command.ts';
import { listStart } from '../../store/list-state.ts';

export const detailCommands: readonly Command[] = [
  {
    id: 'files.failed',
    title: 'failed files only, or all',
    group: 'Look',
    keys: ['f'],
    where: ['transfer'],
    hint: 'failed only',
    danger: 0,
    action: 'look',
    run: ({ store }) =>
      store.changeUi((ui) => ({
        ...ui,
        transfer: { ...ui.transfer, status: ui.transfer.status === 'all' ? 'failed' : 'all', list: listStart },
      })),
  },
];
