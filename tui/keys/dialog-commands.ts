/** The answers to a box that asks. What disturbs needs its `y`; Enter and Esc keep things as they are. */
import { switchTrigger } from '../actions/automation-actions.ts';
import { cancelTransfer, startTransfers } from '../actions/transfer-actions.ts';
import { noMarks } from '../screens/browse/marks.ts';
import { changePane } from '../screens/focused-list.ts';
import { fieldOf } from '../store/text-field.ts';
import type { Dialog, UiState } from '../store/ui-state.ts';
import type { Command, Console } from './command.ts';
import { copyText } from './copy-commands.ts';

const base = { group: 'Global', where: ['dialog'], danger: 0, action: 'look' } as const;

function close(ui: UiState): UiState {
  return { ...ui, dialog: undefined };
}

function agree(console: Console, dialog: Dialog): void {
  console.store.changeUi(close);
  switch (dialog.kind) {
    case 'cancel':
      void cancelTransfer(console, dialog.transfer);
      break;
    case 'switch-off':
      void switchTrigger(console, { trigger: dialog.trigger, enabled: false });
      break;
    case 'send':
      void startTransfers(console, dialog.requests).then((isStarted) => {
        if (isStarted) console.store.changeUi((ui) => changePane(ui, ui.browse.active, { marks: noMarks }));
      });
      break;
    case 'copy':
      if (dialog.items[0] !== undefined) copyText(console, dialog.items[0]);
      break;
    case 'copied':
      break;
    case 'revoke':
    case 'invite':
    case 'token':
      // The first two have keys of their own; a token was shown, and that is all.
      break;
    case 'quit':
      console.leave();
      break;
    default:
      dialog satisfies never;
  }
}

/** Starting and leaving harm nobody: Enter is yes. */
function isEnterYes(dialog: Dialog): boolean {
  return dialog.kind !== 'cancel' && dialog.kind !== 'switch-off';
}

export const dialogCommands: readonly Command[] = [
  {
    ...base,
    id: 'dialog.yes',
    title: 'yes',
    keys: ['y'],
    hint: 'yes',
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog !== undefined) agree(console, dialog);
    },
  },
  {
    ...base,
    id: 'dialog.enter',
    title: 'the safe answer',
    keys: ['enter'],
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog !== undefined && isEnterYes(dialog)) agree(console, dialog);
      else console.store.changeUi(close);
    },
  },
  {
    ...base,
    id: 'dialog.no',
    title: 'no',
    keys: ['n', 'esc', 'q'],
    hint: 'no',
    run: ({ store }) => store.changeUi(close),
  },
  {
    ...base,
    id: 'dialog.via',
    title: 'another node moves the files, from connection to connection',
    keys: ['v'],
    blocked: ({ ui }) =>
      ui.dialog?.kind === 'send' && ui.dialog.vias.length > 1 ? undefined : 'no other node can move them',
    run: ({ store }) =>
      store.changeUi((ui) => {
        if (ui.dialog?.kind !== 'send') return ui;
        const { requests, vias } = ui.dialog;
        const next = vias[(vias.indexOf(requests[0]?.via ?? '') + 1) % vias.length];
        const moved = next === undefined ? requests : requests.map((request) => ({ ...request, via: next }));
        return { ...ui, dialog: { ...ui.dialog, requests: moved } };
      }),
  },
  {
    ...base,
    id: 'dialog.options',
    title: 'change the options first',
    keys: ['o'],
    blocked: ({ ui }) =>
      ui.dialog?.kind === 'send' && ui.dialog.requests.length === 1 ? undefined : 'only for a single transfer',
    run: ({ store }) =>
      store.changeUi((ui) => {
        const request = ui.dialog?.kind === 'send' ? ui.dialog.requests[0] : undefined;
        if (request === undefined) return ui;
        const texts = {
          ...ui.form.texts,
          fromPath: fieldOf(request.source.path),
          toPath: fieldOf(request.destination.path),
        };
        const form = {
          ...ui.form,
          texts,
          fromNode: request.source.node,
          toNode: request.destination.node,
          focus: 'name' as const,
        };
        return { ...ui, dialog: undefined, form, view: 'new-transfer', trail: [...ui.trail, ui.view] };
      }),
  },
];
