/** What can be done to a transfer, wherever one is selected, and the tabs of the list of transfers. */
import type { TransferFilter } from '../../../src/protocol/console-link.ts';
import { changeTransfer } from '../../actions/transfer-changes.ts';
import type { Command, Console } from '../../keys/command.ts';
import { listStart } from '../../store/list-state.ts';
import { openDetail, openView } from '../../store/ui-state.ts';
import { choiceIn, chooseNode, emptyForm } from '../new-transfer/form-state.ts';
import { nodeChoices } from '../new-transfer/node-choices.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import { noTransfer, notUnderWay } from './change-commands.ts';

export const transferFilters: readonly TransferFilter[] = ['all', 'active', 'ended'];

function turnFilter({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const index = transferFilters.indexOf(ui.transfers.show) + step;
    const show = transferFilters[(index + transferFilters.length) % transferFilters.length] ?? 'all';
    return { ...ui, transfers: { ...ui.transfers, show, list: listStart } };
  });
}

export function openTransfer({ store }: Console): void {
  store.changeUi((ui, state) => {
    const id = selectedTransfer(state)?.id;
    return id === undefined ? ui : openDetail(ui, id);
  });
}

export const transferCommands: readonly Command[] = [
  {
    id: 'transfer.open',
    title: 'open the transfer',
    group: 'Look',
    keys: ['enter'],
    where: ['transfers'],
    hint: 'open',
    danger: 0,
    action: 'look',
    blocked: (state) => (selectedTransfer(state) === undefined ? noTransfer : undefined),
    run: openTransfer,
  },
  {
    id: 'transfer.new',
    title: 'new transfer',
    group: 'Do',
    keys: ['n'],
    where: ['overview', 'transfers', 'nodes', 'browse'],
    hint: 'new',
    danger: 0,
    action: 'transfer',
    run: ({ store }) =>
      store.changeUi((ui, { data }) => {
        const [first, second] = nodeChoices(data.nodes);
        const isEmpty = choiceIn(ui.form, 'fromNode') === '' && choiceIn(ui.form, 'toNode') === '';
        // A draft that was left is kept.
        const form = isEmpty
          ? chooseNode(chooseNode(emptyForm, 'fromNode', first), 'toNode', second ?? first)
          : ui.form;
        return { ...openView(ui, 'new-transfer'), form };
      }),
  },
  {
    id: 'transfer.pause',
    title: 'pause or resume',
    group: 'Do',
    keys: ['p'],
    where: ['overview', 'transfers', 'transfer'],
    hint: 'pause',
    danger: 1,
    action: 'transfer',
    blocked: notUnderWay,
    run: (console) => {
      const transfer = selectedTransfer(console.store.state);
      if (transfer === undefined) return;
      void changeTransfer(console, transfer, { kind: transfer.state.kind === 'paused' ? 'resume' : 'pause' });
    },
  },
  {
    id: 'transfer.cancel',
    title: 'cancel (asks)',
    group: 'Do',
    keys: ['x'],
    where: ['overview', 'transfers', 'transfer'],
    hint: 'cancel',
    danger: 2,
    action: 'transfer',
    blocked: notUnderWay,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const transfer = selectedTransfer(state);
        return transfer === undefined
          ? ui
          : { ...ui, dialog: { kind: 'cancel', transfer: transfer.id, name: transfer.name } };
      }),
  },
  {
    id: 'transfers.next-tab',
    title: 'next tab: all, active, ended',
    group: 'Look',
    keys: [']'],
    where: ['transfers'],
    hint: 'tab',
    danger: 0,
    action: 'look',
    run: (console) => turnFilter(console, 1),
  },
  {
    id: 'transfers.previous-tab',
    title: 'tab before',
    group: 'Look',
    keys: ['['],
    where: ['transfers'],
    danger: 0,
    action: 'look',
    run: (console) => turnFilter(console, -1),
  },
];
