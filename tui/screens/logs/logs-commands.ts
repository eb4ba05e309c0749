/** Keys of the view of logs, and those that open it from elsewhere. */
import { isAllowed } from '../../../src/model/principal.ts';
import { attempt } from '../../actions/attempt.ts';
import { toast } from '../../actions/toast.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { emptyField } from '../../store/text-field.ts';
import { openView } from '../../store/ui-state.ts';
import { selectedNode } from '../selected-node.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import { goTo, matchFrom } from './log-moves.ts';
import { logList, logRows, shownLog } from './log-rows.ts';
import { leastLevels, ofTransfer, readAnew } from './logs-state.ts';

const base = { group: 'Look', where: ['logs', 'transfer-log'], danger: 0, action: 'look' } as const;

function nextLevel({ store }: Console): void {
  store.changeUi((ui) => {
    const level = leastLevels[(leastLevels.indexOf(ui.logs.level) + 1) % leastLevels.length];
    return { ...ui, logs: readAnew(ui.logs, { level }) };
  });
}

function follow({ store }: Console): void {
  store.changeUi((ui, state) => ({
    ...ui,
    logs: shownLog(state)?.isAtEnd === true ? { ...ui.logs, isFollowing: true } : readAnew(ui.logs),
  }));
}

/** Among what was read, and beyond it in what the node keeps. */
function nextMatch(console: Console, step: 1 | -1): void {
  const { store } = console;
  const { logs } = store.state.ui;
  const rows = logRows(store.state);
  const found = matchFrom(rows, { index: logList(store.state, rows).index, step, search: logs.search });
  if (found === undefined) void searchBeyond(console, step);
  else store.changeUi((ui, state) => goTo(state, ui, found));
}

async function searchBeyond(console: Console, step: 1 | -1): Promise<void> {
  const { store, hub } = console;
  const { node, level, only, search, reading } = store.state.ui.logs;
  const log = shownLog(store.state);
  const none = { text: `nothing ${step === 1 ? 'after' : 'before'} this has '${search}'`, role: 'warn' } as const;
  const isWhole = step === 1 ? log?.isAtEnd : log?.isAtStart;
  if (log === undefined || isWhole === true) return toast(console, none);
  // A search is for one text, and that is the transfer's.
  if (only !== undefined) return toast(console, { text: `${none.text} among the lines that were read`, role: 'warn' });
  await attempt(console, async () => {
    const place = step === 1 ? { after: log.next } : { before: log.first };
    const query = { node, ...(level !== undefined && { level }), text: search, limit: 1, ...place };
    const [line] = (await hub.request('read-log', query)).lines;
    if (line === undefined) return toast(console, none);
    const list = { index: 0, id: `${line.position}:0`, top: 0 };
    store.changeUi((ui) =>
      ui.logs.reading === reading
        ? {
            ...ui,
            logs: readAnew(ui.logs, { from: line.position, isFollowing: false, list, pausedAt: ui.logs.pausedAt }),
          }
        : ui,
    );
  });
}

function nothingSearched({ ui }: ConsoleState): string | undefined {
  return ui.logs.search === '' ? 'nothing is searched: / does' : undefined;
}

function nobody(state: ConsoleState): string | undefined {
  const { me } = state.data;
  if (me !== undefined && !isAllowed(me.role, 'administer')) return `not allowed: ${me.role} role`;
  return (selectedTransfer(state) ?? selectedNode(state)) ? undefined : 'no node or transfer is selected';
}

export const logsCommands: readonly Command[] = [
  {
    ...base,
    id: 'logs.of',
    title: 'log of the node, or of the transfer in it',
    keys: ['L'],
    where: ['overview', 'nodes', 'node', 'transfers', 'transfer', 'history'],
    blocked: nobody,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const transfer = selectedTransfer(state);
        const node = selectedNode(state);
        const opened = openView(ui, 'logs');
        if (transfer !== undefined) return { ...opened, logs: ofTransfer(ui.logs, transfer) };
        if (node === undefined) return ui;
        return { ...opened, logs: readAnew(ui.logs, { node: node.name, only: undefined, search: '' }) };
      }),
  },
  { ...base, id: 'logs.follow', title: 'follow: show what comes', keys: ['F'], hint: 'follow', run: follow },
  {
    ...base,
    id: 'logs.choose',
    title: 'log of the hub or of another node, whole',
    keys: ['h'],
    where: ['logs'],
    hint: 'hub, node',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: { kind: 'log-of', field: emptyField, index: 0 } })),
  },
  {
    ...base,
    id: 'logs.level',
    title: 'least level: all, debug, info, warn, error',
    keys: ['L'],
    hint: 'level',
    run: nextLevel,
  },
  {
    ...base,
    id: 'logs.next-match',
    title: 'next match, newer',
    keys: ['n'],
    hint: 'match',
    blocked: nothingSearched,
    run: (console) => nextMatch(console, 1),
  },
  {
    ...base,
    id: 'logs.previous-match',
    title: 'previous match, older',
    keys: ['N'],
    blocked: nothingSearched,
    run: (console) => nextMatch(console, -1),
  },
  {
    ...base,
    id: 'logs.wrap',
    title: 'wrap long lines, or cut them',
    keys: ['w'],
    hint: 'wrap',
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const row = logRows(state).at(logList(state, logRows(state)).index);
        const id = row === undefined ? undefined : `${row.line.position}:0`;
        const logs = { ...ui.logs, isWrapped: !ui.logs.isWrapped };
        return { ...ui, logs: { ...logs, list: { ...logs.list, id } } };
      }),
  },
];
