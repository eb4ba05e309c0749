/** The answers to a box that asks. What disturbs needs its `y`; Enter and Esc keep things as they are. */

import type { TransferRequest } from '../../src/model/transfer.ts';
import { switchTrigger } from '../actions/automation-actions.ts';
import { editAgain } from '../actions/edit-actions.ts';
import { hasPlan, isPlanned, makePlan } from '../actions/plan-actions.ts';
import { cancelTransfer, startTransfers } from '../actions/transfer-actions.ts';
import { noMarks } from '../screens/browse/marks.ts';
import { changePane } from '../screens/focused-list.ts';
import { formOfRequest } from '../screens/new-transfer/form-fill.ts';
import { emptyForm } from '../screens/new-transfer/form-state.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { Dialog } from '../store/dialog.ts';
import { goBack, type UiState } from '../store/ui-state.ts';
import type { Command, Console } from './command.ts';
import { copyText } from './copy-commands.ts';

const base = { group: 'Global', where: ['dialog'], danger: 0, action: 'look' } as const;

/** Whoever closes a box does not wait for what it is about. */
function close(ui: UiState): UiState {
  if (ui.dialog?.kind === 'plan') ui.dialog.stop.abort();
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
    case 'plan':
      startAll(console, dialog.requests);
      break;
    case 'copy':
      if (dialog.items[0] !== undefined) copyText(console, dialog.items[0]);
      break;
    case 'copied':
    case 'info':
    case 'file':
      break;
    case 'not-declared':
      void editAgain(console, dialog.work);
      break;
    case 'remove':
    case 'snooze':
    case 'columns':
    case 'cancel-many':
    case 'revoke':
    case 'invite':
    case 'token':
      // The first five have keys of their own; a token was shown, and that is all.
      break;
    case 'quit':
      console.leave();
      break;
    default:
      dialog satisfies never;
  }
}

/** What was marked, or filled in, has been used when it has begun. */
function startAll(console: Console, requests: readonly TransferRequest[]): void {
  void startTransfers(console, requests).then((isStarted) => {
    if (!isStarted) return;
    console.store.changeUi((ui) =>
      ui.view === 'new-transfer'
        ? { ...goBack(ui), form: emptyForm }
        : changePane(ui, ui.browse.active, { marks: noMarks }),
    );
  });
}

/** Starting and leaving harm nobody: Enter is yes. */
function isEnterYes(dialog: Dialog): boolean {
  return dialog.kind !== 'cancel' && dialog.kind !== 'switch-off';
}

/** Nobody says yes to what is not shown yet, nor loses it by a key too early. */
function isNotShown({ ui: { dialog } }: ConsoleState): string | undefined {
  if (dialog?.kind !== 'plan') return undefined;
  if (!isPlanned(dialog)) return 'both sides are still looked at';
  return hasPlan(dialog) ? undefined : 'it is not known what it would do';
}

export const dialogCommands: readonly Command[] = [
  {
    ...base,
    id: 'dialog.yes',
    title: 'yes',
    keys: ['y'],
    blocked: isNotShown,
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog !== undefined) agree(console, dialog);
    },
  },
  {
    ...base,
    id: 'dialog.enter',
    title: 'answer that harms nobody',
    keys: ['enter'],
    blocked: isNotShown,
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog !== undefined && isEnterYes(dialog)) agree(console, dialog);
      else console.store.changeUi(close);
    },
  },
  {
    ...base,
    id: 'dialog.send',
    title: 'start what the box shows',
    keys: ['t', 'f5'],
    action: 'transfer',
    blocked: (state) =>
      state.ui.dialog?.kind === 'plan' || state.ui.dialog?.kind === 'send'
        ? isNotShown(state)
        : 'there is nothing to send',
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog !== undefined) agree(console, dialog);
    },
  },
  {
    ...base,
    id: 'dialog.no',
    title: 'no',
    keys: ['n', 'esc', 'q'],
    run: ({ store }) => store.changeUi(close),
  },
  {
    ...base,
    id: 'dialog.plan',
    title: 'dry run: what would be sent',
    keys: ['d'],
    action: 'transfer',
    blocked: ({ ui }) => (ui.dialog?.kind === 'send' ? undefined : 'there is nothing to send'),
    run: (console) => {
      const { dialog } = console.store.state.ui;
      if (dialog?.kind === 'send') void makePlan(console, dialog.requests);
    },
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
        const form = formOfRequest(request);
        return { ...ui, dialog: undefined, form, view: 'new-transfer', trail: [...ui.trail, ui.view] };
      }),
  },
];
