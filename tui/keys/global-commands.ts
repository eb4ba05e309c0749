/** Commands that mean the same everywhere: views, help, palette, leaving. */
import { shownName } from '../../src/runtime/names.ts';
import { toast } from '../actions/toast.ts';
import { undoLast } from '../actions/transfer-changes.ts';
import { faultText } from '../format/fault-text.ts';
import { preferNow } from '../preferences/change-preference.ts';
import { startBrowse } from '../screens/browse/browse-start.ts';
import { emptyField } from '../store/text-field.ts';
import { goBack, openView, type ViewName } from '../store/ui-state.ts';
import { themeNames } from '../theme/theme.ts';
import type { Command, Console } from './command.ts';

const base = { where: ['everywhere'], danger: 0, action: 'look' } as const;

/** The numbers of the views. */
export const tabs: readonly {
  readonly view: ViewName;
  readonly key: string;
  readonly title: string;
  readonly short: string;
}[] = [
  { view: 'overview', key: '1', title: 'Overview', short: 'Ovw' },
  { view: 'transfers', key: '2', title: 'Transfers', short: 'Xfer' },
  { view: 'browse', key: '3', title: 'Browse', short: 'Brws' },
  { view: 'history', key: '4', title: 'History', short: 'Hist' },
  { view: 'automation', key: '5', title: 'Automation', short: 'Auto' },
  { view: 'nodes', key: '6', title: 'Nodes', short: 'Node' },
  { view: 'logs', key: '7', title: 'Logs', short: 'Log' },
  { view: 'alerts', key: '8', title: 'Alerts', short: 'Alrt' },
  { view: 'admin', key: '9', title: 'Admin', short: 'Adm' },
];

function back({ store }: Console): void {
  store.changeUi((ui) => (ui.trail.length === 0 ? { ...ui, dialog: { kind: 'quit' } } : goBack(ui)));
}

export const globalCommands: readonly Command[] = [
  ...tabs.map(
    ({ view, key, title }): Command => ({
      ...base,
      id: `view.${view}`,
      title: title.toLowerCase(),
      group: 'Go',
      keys: [key],
      run: ({ store }) =>
        store.changeUi((ui, state) =>
          view === 'browse' ? startBrowse(openView(ui, view), state) : openView(ui, view),
        ),
    }),
  ),
  {
    ...base,
    id: 'view.last',
    title: 'last view',
    group: 'Go',
    keys: ['-'],
    run: ({ store }) =>
      store.changeUi((ui) => {
        const last = ui.trail.at(-1);
        return last === undefined ? ui : { ...ui, view: last, trail: [...ui.trail.slice(0, -1), ui.view] };
      }),
  },
  {
    ...base,
    id: 'view.help',
    title: 'help',
    group: 'Global',
    keys: ['?', 'f1'],
    hint: 'help',
    run: ({ store }) => store.changeUi((ui) => ({ ...openView(ui, 'help'), help: { field: emptyField, index: 0 } })),
  },
  {
    ...base,
    id: 'palette.open',
    title: 'command by its name',
    group: 'Global',
    keys: [':', 'ctrl-p'],
    hint: 'command',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: { kind: 'palette', field: emptyField, index: 0 } })),
  },
  {
    ...base,
    id: 'view.refresh',
    title: 'ask the hub again',
    group: 'Look',
    keys: ['.', 'ctrl-r'],
    run: ({ hub, store }) => {
      hub.refresh();
      store.showLatest();
    },
  },
  {
    ...base,
    id: 'console.freeze',
    title: 'stop the picture, or let it go on',
    group: 'Look',
    keys: ['z'],
    run: ({ store, clock }) =>
      store.changeUi((ui) => ({ ...ui, frozenAt: ui.frozenAt === undefined ? clock.now() : undefined })),
  },
  {
    ...base,
    id: 'console.redraw',
    title: 'draw the screen anew',
    group: 'Global',
    keys: ['ctrl-l'],
    run: ({ redraw }) => redraw(),
  },
  {
    ...base,
    id: 'console.read-only',
    title: 'read-only on or off',
    group: 'Global',
    keys: ['!'],
    run: ({ store }) => store.changeUi((ui) => preferNow(ui, 'readOnly', { isReadOnly: !ui.isReadOnly })),
  },
  {
    ...base,
    id: 'console.mouse',
    title: 'mouse on or off: click and wheel here, or selecting text',
    group: 'Global',
    keys: ['M'],
    run: (console) => {
      const { store } = console;
      store.changeUi((ui) => preferNow(ui, 'mouse', { hasMouse: !ui.hasMouse }));
      const on = 'the mouse chooses and scrolls: Shift selects text';
      toast(console, { text: store.state.ui.hasMouse ? on : 'the mouse selects text', role: 'good' });
    },
  },
  {
    ...base,
    id: 'console.bell',
    title: 'bell on or off: a new critical alert rings',
    group: 'Global',
    keys: [],
    run: (console) => {
      const { store } = console;
      store.changeUi((ui) => preferNow(ui, 'bell', { hasBell: !ui.hasBell }));
      const on = 'a new critical alert rings';
      toast(console, { text: store.state.ui.hasBell ? on : 'alerts are quiet', role: 'good' });
    },
  },
  {
    ...base,
    id: 'console.suspend',
    title: 'suspend: back to the shell, its fg comes back here',
    group: 'Global',
    keys: ['ctrl-z'],
    run: ({ suspend }) => suspend(),
  },
  {
    ...base,
    id: 'console.info',
    title: 'info: version, hub, files in use, what the terminal can do',
    group: 'Global',
    keys: [],
    run: ({ store, info }) =>
      store.changeUi((ui) => ({ ...ui, dialog: { kind: 'info', facts: info(), problems: ui.problems } })),
  },
  {
    ...base,
    id: 'console.keys',
    title: 'keys: write them all to a file, for keymap.yaml',
    group: 'Global',
    keys: [],
    run: (console) => {
      console.writeKeys().then(
        (file) => toast(console, { text: `written: ${shownName(file)}`, role: 'good' }),
        (thrown: unknown) => toast(console, { text: `not written: ${faultText(thrown)}`, role: 'bad' }),
      );
    },
  },
  ...themeNames.map(
    (theme): Command => ({
      ...base,
      id: `theme.${theme}`,
      title: `colours: ${theme}`,
      group: 'Look',
      keys: [],
      run: ({ store }) => store.changeUi((ui) => preferNow(ui, 'theme', { theme })),
    }),
  ),
  {
    ...base,
    id: 'transfer.undo',
    title: 'undo pause, or what else was changed last',
    group: 'Do',
    keys: ['U'],
    action: 'transfer',
    blocked: ({ ui, now }) =>
      ui.toast?.undo === undefined || ui.toast.until < now ? 'there is nothing to undo' : undefined,
    run: (console) => void undoLast(console),
  },
  { ...base, id: 'view.back', title: 'back, at the top: quit', group: 'Go', keys: ['esc', 'q'], run: back },
  {
    ...base,
    id: 'console.quit',
    title: 'quit',
    group: 'Global',
    keys: ['f10'],
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, dialog: { kind: 'quit' } })),
  },
  {
    ...base,
    id: 'console.interrupt',
    title: 'twice: quit at once',
    group: 'Global',
    keys: ['ctrl-c'],
    run: ({ store, leave }) => {
      if (store.state.ui.isInterrupted) leave();
      else store.changeUi((ui) => ({ ...ui, isInterrupted: true }));
    },
  },
];
