/** The box that asks before something is done, with its consequence and the answers. */
import type { ReactNode } from 'react';
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { formatBytes } from '../../../src/runtime/units.ts';
import { fieldText } from '../../components/field-text.ts';
import { Overlay } from '../../components/overlay.tsx';
import { startCommand } from '../../format/hub-command.ts';
import { routeText } from '../../format/route.ts';
import { useConsoleState } from '../../store/console-context.ts';
import type { Size } from '../../store/console-store.ts';
import type { Dialog } from '../../store/dialog.ts';
import { wrapText } from '../../text/wrap-text.ts';
import { useTheme } from '../../theme/theme-context.ts';
import { columnsText } from './columns-text.ts';
import { answerLines } from './dialog-answers.ts';
import { notDeclaredText, removeText } from './dialog-declared.ts';
import { infoText } from './dialog-info.ts';
import { inviteText, revokeText, tokenText } from './dialog-members.ts';
import type { DialogLook, DialogText } from './dialog-text.ts';
import { fileText } from './file-text.ts';
import { planText } from './plan-text.ts';

const shownRequests = 6;
const wideDialogs: readonly Dialog['kind'][] = [
  'send',
  'plan',
  'token',
  'copy',
  'copied',
  'snooze',
  'not-declared',
  'info',
  'file',
];

export function DialogBox({ dialog, size }: { readonly dialog: Dialog; readonly size: Size }): ReactNode {
  const theme = useTheme();
  const width = Math.min(size.columns, wideDialogs.includes(dialog.kind) ? 100 : 68);
  const now = useConsoleState((state) => state.now);
  const look = { theme, width: width - 4 };
  const answers = answerLines(dialog, look);
  // What can be answered stays in sight on a low screen.
  const room = Math.max(0, size.rows - answers.length - 4);
  const { title, lines } = dialogText(dialog, { ...look, now, room });
  const shown = ['', ...lines.slice(0, room), '', ...answers].map((line) => ` ${line}`);
  return <Overlay title={title} lines={shown} width={width} size={size} place="centre" />;
}

interface BoxLook extends DialogLook {
  readonly now: number;
  /** Lines. */
  readonly room: number;
}

function dialogText(dialog: Dialog, look: BoxLook): DialogText {
  const { theme } = look;
  switch (dialog.kind) {
    case 'quit':
      return {
        title: 'Quit',
        lines: ['Leave the console? Transfers go on without it.'],
      };
    case 'cancel':
      return {
        title: `Cancel ${dialog.transfer}`,
        lines: [
          shownName(dialog.name),
          'What was copied stays; the rest is not moved. Starting it again',
          'goes on from there.',
          '',
          theme.paint('muted', `same as:  longhaul hub --cancel ${dialog.transfer}`),
        ],
      };
    case 'copy':
      return {
        title: 'Copy',
        lines: dialog.items.map(
          ({ label, text }, index) => `${theme.paint('strong', String(index + 1))} ${label.padEnd(12)} ${text}`,
        ),
      };
    case 'copied':
      return {
        title: `Copied: ${dialog.label}`,
        lines: [
          ...wrapText(dialog.text, look.width),
          '',
          theme.paint('muted', 'Handed to the terminal (OSC 52). If your clipboard does not have it,'),
          theme.paint('muted', 'the terminal does not allow it: select it here.'),
        ],
      };
    case 'switch-off':
      return {
        title: `Switch ${dialog.trigger} off`,
        lines: [
          'It starts nothing until it is switched on again; what was due',
          'meanwhile is not made up for. What it has started goes on.',
          '',
          theme.paint('muted', 'same as:  enabled: false, with longhaul hub --apply'),
        ],
      };
    case 'snooze':
      return {
        title: `Snooze ${shownName(dialog.alert.about)}`,
        lines: [
          ...wrapText(shownMessage(dialog.alert.text), look.width).slice(0, shownRequests),
          '',
          'It is quiet for everybody, and open again at once when it is worse.',
        ],
      };
    case 'columns':
      return columnsText(dialog, look);
    case 'plan':
      return planText(dialog, look);
    case 'cancel-many':
      return cancelManyText(dialog, look);
    case 'remove':
      return removeText(dialog, look);
    case 'not-declared':
      return notDeclaredText(dialog, look);
    case 'revoke':
      return revokeText(dialog, look);
    case 'invite':
      return inviteText(dialog, look);
    case 'token':
      return tokenText(dialog, look);
    case 'file':
      return fileText(dialog, look);
    case 'info':
      return infoText(dialog, look);
    case 'send':
      return sendText(dialog, look);
    default:
      return dialog satisfies never;
  }
}

function cancelManyText(
  { transfers, field }: Extract<Dialog, { kind: 'cancel-many' }>,
  { theme, width }: DialogLook,
): DialogText {
  const label = `type ${transfers.length} to cancel them: `;
  return {
    title: `Cancel ${transfers.length} transfers`,
    lines: [
      ...wrapText(transfers.join(' '), width).slice(0, shownRequests),
      '',
      'What was copied stays; the rest is not moved.',
      '',
      `${label}[${fieldText(field, { width: Math.max(4, Math.min(20, width - label.length - 2)), theme, isFocused: true })}]`,
    ],
  };
}

function sendText({ requests, bytes }: Extract<Dialog, { kind: 'send' }>, { theme, width }: DialogLook): DialogText {
  const { symbols } = theme;
  const [first] = requests;
  const isOne = requests.length === 1;
  const routes = requests.slice(0, shownRequests).map((request) => routeText(request, { width, symbols }));
  const more =
    requests.length > shownRequests ? [`${theme.symbols.ellipsis} ${requests.length - shownRequests} more`] : [];
  const command = isOne && first !== undefined ? ['', theme.paint('muted', `same as:  ${startCommand(first)}`)] : [];
  return {
    title: isOne ? 'Start 1 transfer' : `Start ${requests.length} transfers`,
    lines: [
      ...routes,
      ...more,
      ...(bytes === undefined ? [] : ['', `${formatBytes(bytes)} in all`]),
      ...(first?.via === undefined ? [] : ['', `moved by ${first.via}`]),
      ...command,
    ],
  };
}
