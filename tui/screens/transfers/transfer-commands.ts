/** What can be done to a transfer, wherever one is selected, and the tabs of the list of transfers. */
import type { Transfer, TransferRequest } from '../../../src/model/transfer.ts';
import type { TransferFilter } from '../../../src/protocol/console-link.ts';
import { changeTransfers } from '../../actions/transfer-changes.ts';
import type { Command, Console } from '../../keys/command.ts';
import { listStart } from '../../store/list-state.ts';
import { emptyField } from '../../store/text-field.ts';
import { openDetail, openView } from '../../store/ui-state.ts';
import { formOfRequest } from '../new-transfer/form-fill.ts';
import { choiceIn, chooseNode, emptyForm } from '../new-transfer/form-state.ts';
import { nodeChoices } from '../new-transfer/node-choices.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import { noTransfer, notUnderWay, underWay } from './change-commands.ts';

export const transferFilters: readonly TransferFilter[] = ['all', 'active', 'ended'];

function turnFilter({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const index = transferFilters.indexOf(ui.transfers.show) + step;
    const show = transferFilters[(index + transferFilters.length) % transferFilters.length] ?? 'all';
    return { ...ui, transfers: { ...ui.transfers, show, list: listStart } };
  });
}

/** As somebody would ask for it now: when it was to start, and what has started it, is over. */
function asAsked({ name, source, destination, owner, priority, options }: Transfer): TransferRequest {
  return {
    name,
    source,
    destination,
    options,
    ...(owner !== undefined && { via: owner }),
    ...(priority !== undefined && { priority }),
  };
}

export function openTransfer({ store }: Console): void {
  store.changeUi((ui, state) => {
    const id = selectedTransfer(state)?.id;
    return id === undefined ? ui : openDetail(ui, id);
  });
}

export const transferCommands: readonly Command[] = [
  {
    id: 'transfer.again',
    title: 'another one like it: fills the form of a new transfer with its places and options',
    group: 'Do',
    keys: ['C'],
    where: ['overview', 'transfers', 'transfer', 'history'],
    danger: 0,
    action: 'transfer',
    blocked: (state) => (selectedTransfer(state) === undefined ? noTransfer : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const transfer = selectedTransfer(state);
        return transfer === undefined
          ? ui
          : { ...openView(ui, 'new-transfer'), form: formOfRequest(asAsked(transfer)) };
      }),
  },
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
      const transfers = underWay(console.store.state);
      // Of several that differ, what still runs is paused.
      const running = transfers.filter(({ state }) => state.kind !== 'paused');
      const change = { kind: running.length > 0 ? 'pause' : 'resume' } as const;
      const wishes = (running.length > 0 ? running : transfers).map((transfer) => ({ transfer, change }));
      void changeTransfers(console, wishes);
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
        const transfers = underWay(state);
        const [transfer] = transfers;
        if (transfer === undefined) return ui;
        if (transfers.length === 1)
          return { ...ui, dialog: { kind: 'cancel', transfer: transfer.id, name: transfer.name } };
        return {
          ...ui,
          dialog: { kind: 'cancel-many', transfers: transfers.map(({ id }) => id), field: emptyField },
        };
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
